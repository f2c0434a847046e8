// From a guest's request to the answer that it gets, as the guest's own clock has it.
import { mountMany } from './frames.js';
import { mint } from './mint.js';
import { query, run, until } from './runner.js';

const EMBEDS = 20;

/** Tokens of so few seconds that embed-host fetches the next one while the page waits. */
const LIFE = 12;

/** Fetches a token as the plain snippet's page would. */
async function fetched() {
  const answer = await fetch('/token');
  return (await answer.json()).token;
}

/** The token sources of the embeds. `ready` says whether each has a token in hand. */
function sources() {
  const ahead = new Set();
  const make = mint(LIFE);
  const callback = (number) => async (context) => {
    if (context?.reason === 'ahead') ahead.add(number);
    return make();
  };
  const inHand = query.case === 'in hand';
  const backend = query.use === 'embed-host' ? '/token' : fetched;
  return {
    token: (number) => (inHand ? callback(number) : backend),
    ready: () => !inHand || query.use !== 'embed-host' || ahead.size === EMBEDS,
  };
}

/** Has the guest ask once, and returns the microseconds that it waited. */
const asked = (iframe) =>
  new Promise((resolve) => {
    window.addEventListener('message', function measured({ data, source }) {
      if (source !== iframe.contentWindow || data?.type !== 'measured') return;
      window.removeEventListener('message', measured);
      resolve(data.waited * 1_000);
    });
    iframe.contentWindow.postMessage({ type: 'measure' }, query.guest);
  });

run(async () => {
  const use = await import(`/${query.use}.js`);
  const { token, ready } = sources();
  let number = 0;
  const open = (given) => use.open({ ...given, token: token((number += 1)) });
  const { frames } = await mountMany({ open }, EMBEDS, undefined, { allow: 'cross-origin-isolated' });
  await until('a token in hand for each embed', ready, 60_000);
  const waits = [];
  for (const frame of frames) waits.push(await asked(frame));
  waits.sort((one, other) => one - other);
  return { answer: (waits[EMBEDS / 2 - 1] + waits[EMBEDS / 2]) / 2 };
});
