// The host's page: imports the package as any page would, and keeps what the embeds say under the test's
// names for them.
import * as sdk from '/embed-host/index.js';

const { wisdom, attacker } = await (await fetch('/config.json')).json();

const TYPES = ['ready', 'statechange', 'tokenrequest', 'tokensent', 'tokenerror', 'closed'];

const embeds = {};
const records = {};

function described(error) {
  const { name, code, status } = error;
  return {
    name,
    code,
    ...(status !== undefined && { status }),
    isError: error instanceof sdk.EmbedHostError,
  };
}

const plain = ({ error, ...detail }) => (error ? { ...detail, error: described(error) } : detail);

function watch(name, embed) {
  const record = { events: [], ready: 'pending' };
  for (const type of TYPES) {
    embed.addEventListener(type, (event) =>
      record.events.push({ type, state: embed.state, ...plain(event.detail ?? {}) }),
    );
  }
  embed.ready.then(
    () => {
      record.ready = 'resolved';
    },
    (error) => {
      record.ready = error.code;
    },
  );
  embeds[name] = embed;
  records[name] = record;
  return embed;
}

const usual = () => ({ origin: wisdom, token: '/api/wisdom-token' });

const mount = (name, options = {}, target = '#place') =>
  watch(name, sdk.mount(target, { ...usual(), view: 'search', ...options }));

const attach = (name, iframe, options = {}) => watch(name, sdk.attach(iframe, { ...usual(), ...options }));

/** An iframe of the page's own, as a host that does not use `mount` would write it. */
function plainFrame(source, attributes = {}) {
  const iframe = document.createElement('iframe');
  for (const [name, value] of Object.entries({ ...attributes, src: source }))
    iframe.setAttribute(name, value);
  return iframe;
}

/** What a call throws: its code and whether it is the package's own error; null if it returns. */
function thrown(call) {
  try {
    call();
    return null;
  } catch (error) {
    return described(error);
  }
}

const base64url = (value) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

let issued = Math.floor(Date.now() / 1000);

/** Something in the form of a token, issued a second after the one before. Nobody signed it. */
function craft(claims = {}) {
  issued += 1;
  const iat = issued;
  const parts = [{ alg: 'RS256' }, { sub: 'alice', iat, exp: iat + 600, ...claims }].map(base64url);
  return `${parts.join('.')}.${'s'.repeat(86)}`;
}

/** `token` is a callback that gives a new token of `life` seconds each time, and is called for these `reasons`. */
function mint(life) {
  const reasons = [];
  const made = { life, reasons };
  made.token = ({ reason, user }) => {
    reasons.push(reason);
    return { token: craft(user && { sub: user }), expiresIn: made.life };
  };
  return made;
}

/** Fetches a token from the backend, as a host's own callback would. */
async function fetchToken(signal) {
  const answer = await fetch('/api/wisdom-token', { signal });
  return (await answer.json()).token;
}

/** The mark (see the recorder) of the token in an iframe's address. */
const markInSource = (iframe) => window.mark(new URL(iframe.src).searchParams.get('token'));

Object.assign(window, {
  sdk,
  wisdom,
  attacker,
  stage: {
    embeds,
    records,
    fences: 0,
    watch,
    mount,
    attach,
    plainFrame,
    thrown,
    craft,
    mint,
    mints: {},
    fetchToken,
    markInSource,
  },
});
