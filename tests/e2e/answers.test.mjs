import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const HEADER = 'eyJhbGciOiJSUzI1NiJ9';
const CLAIMS = 'eyJzdWIiOiJhIn0';

const NO_TOKENS = {
  'an empty string': '',
  'a blank': ' ',
  'one word': 'token',
  'a page': '<!doctype html><title>Sign in</title>',
  'one part': HEADER,
  'two parts': `${HEADER}.${CLAIMS}`,
  'four parts': `${HEADER}.${CLAIMS}.c2ln.c2ln`,
  'five parts, as an encrypted token has': 'a.b.c.d.e',
  'an empty first part': `.${CLAIMS}.c2ln`,
  'an empty second part': `${HEADER}..c2ln`,
  'an empty third part': `${HEADER}.${CLAIMS}.`,
  'dots only': '..',
  padding: `${HEADER}.${CLAIMS}=.c2ln`,
  'base64 of the other alphabet': `${HEADER}.${CLAIMS}/.c2+n`,
  'a blank before it': ` ${HEADER}.${CLAIMS}.c2ln`,
  'a line end behind it': `${HEADER}.${CLAIMS}.c2ln\n`,
  'a scheme before it': `Bearer ${HEADER}.${CLAIMS}.c2ln`,
  'letters beyond ASCII': `${HEADER}.${CLAIMS}.sig\u00e9`,
  'a further parameter': `${HEADER}.${CLAIMS}.c2ln&admin=1`,
  'much of nothing': 'x'.repeat(100_000),
  'a number': 42,
  zero: 0,
  true: true,
  null: null,
  'a list': [`${HEADER}.${CLAIMS}.c2ln`],
  'an object': { token: `${HEADER}.${CLAIMS}.c2ln` },
};

const NO_ANSWERS = {
  'no token': {},
  'null itself': null,
  'a number itself': 7,
  'a string itself': `${HEADER}.${CLAIMS}.c2ln`,
  'a list itself': [],
  errors: { errors: [{ message: 'no' }] },
  'another name': { access_token: `${HEADER}.${CLAIMS}.c2ln` },
};

/** Time is moved, since a source whose fetch failed cools down; a blank guest asks when the test has it ask. */
const TIMED = { clock: true, guests: 'blank', tokenLife: 86_400 };

/** The longest cooldown, in seconds. */
const COOLDOWN = 120;

/** Asks once more, and waits for the error that must come of it. */
async function expectBadResponse({ host, time }, guest, what, earlier) {
  await time.passes(COOLDOWN);
  await guest.ask();
  const { error, final } = await host.fired('embed', 'tokenerror', earlier + 1);
  const expected = { name: 'EmbedHostError', code: 'bad-response', isError: true, final: false };
  assert.deepEqual({ ...error, final }, expected, what);
}

async function expectUnharmed(host, guest) {
  await host.fence('embed');
  assert.deepEqual(await guest.answers(), []);
  assert.equal(await host.state(), 'live');
}

scenario('what an endpoint gives instead of a token is never sent', TIMED, async (scene) => {
  const { host, server, time } = scene;
  await host.mount('embed', { timeout: 2_000 });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  const bodies = Object.entries(NO_ANSWERS);
  for (const [what, token] of Object.entries(NO_TOKENS)) {
    bodies.push([`${what} as token`, { token }], [`${what} as jwt`, { jwt: token }]);
  }
  for (const [count, [what, json]] of bodies.entries()) {
    await server.tokenEndpoint({ kind: 'body', json });
    await expectBadResponse(scene, guest, what, count);
  }
  await expectUnharmed(host, guest);
  assert.equal(
    (await server.counts()).tokenRequests,
    1 + bodies.length,
    'one call for each, none tried again',
  );

  await server.tokenEndpoint({ kind: 'none' });
  await time.passes(COOLDOWN);
  await guest.ask();
  await guest.answered();
});

scenario('what a callback gives instead of a token is never sent', TIMED, async (scene) => {
  const { host } = scene;
  await host.run((noTokens) => {
    const values = {
      nothing: undefined,
      NaN: NaN,
      'a symbol': Symbol('x'),
      'a big number': 7n,
      'a function': () => 'a.b.c',
      'a date': new Date(),
      'an empty grant': {},
      'a string object': new String('a.b.c'),
    };
    for (const [what, token] of Object.entries(noTokens)) {
      values[`${what} in a grant`] = { token };
      // An object with a token is a grant, which a callback may give.
      if (what !== 'an object') values[what] = token;
    }
    window.values = values;
    window.next = () => ({ token: stage.craft(), expiresIn: 86_400 });
    stage.mount('embed', { timeout: 2_000, token: () => window.next() });
  }, NO_TOKENS);
  await host.becomes('embed', 'live');
  const guest = await host.guest();

  const names = await host.run(() => Object.keys(window.values));
  for (const [count, what] of names.entries()) {
    await host.run((name) => {
      window.next = () => window.values[name];
    }, what);
    await expectBadResponse(scene, guest, what, count);
  }
  await expectUnharmed(host, guest);
});

scenario('what a backend gives instead of the first token is no address', async ({ host, server }) => {
  const answers = {
    'a page': { kind: 'html' },
    'a word': { kind: 'body', json: { token: 'x' } },
    'no token': { kind: 'body', json: {} },
  };
  for (const [what, fault] of Object.entries(answers)) {
    await server.tokenEndpoint(fault);
    await host.mount(what, { timeout: 2_000 });

    assert.equal(await host.settles(what), 'bad-response', what);
    assert.equal(await host.run((name) => stage.embeds[name].iframe.hasAttribute('src'), what), false, what);
  }
  assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 0 });
});

scenario('a token that has expired by the local clock is passed on', async ({ host, server }) => {
  await server.mints({ kind: 'expired' });
  await host.mount();
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  // The guest knows that it has expired, and asks for another by itself.
  await guest.answered();

  await server.mints({ kind: 'normal' });
  await guest.works();
  assert.equal(await host.state(), 'live');
});

scenario('a token that says nothing of its life is passed on', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    // Base64url of an empty object, and then of a payload that is no JSON: three bytes each time, so the form is right.
    const payloads = ['AAAA', 'AAAB'];
    stage.mount('embed', { token: () => `e30.${payloads.shift()}.${'s'.repeat(43)}` });
  });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  await guest.ask();

  await guest.answered();
  const { expiresIn } = await host.fired('embed', 'tokensent');
  assert.equal(expiresIn, undefined);
});

scenario('a garbage token of WisdomAI itself is an error, and is never sent', async ({ host, server }) => {
  const guest = await host.mountAndLoad('embed', { timeout: 1_000 });
  await server.mints({ kind: 'garbage' });
  await guest.ask();
  const { error } = await host.fired('embed', 'tokenerror');

  assert.deepEqual({ code: error.code, status: error.status }, { code: 'backend-status', status: 502 });
  await expectUnharmed(host, guest);
});
