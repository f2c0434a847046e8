import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Time is moved, and guests ask when the test has them ask. */
const TIMED = { clock: true, guests: 'blank' };

scenario(
  'the next token is fetched between half of the life of the first one and its last minute, and answers the guest at once',
  TIMED,
  async ({ host, time }) => {
    const guest = await host.mountMinting('embed', 600);
    await time.passes(295);
    assert.deepEqual(await host.reasons(), ['mount']);
    await time.passes(250);
    assert.deepEqual(await host.minted('embed', 2), ['mount', 'ahead']);

    await guest.ask();
    const [answer] = await guest.answered();
    const { ahead, expiresIn, waited } = await host.fired('embed', 'tokensent');
    assert.deepEqual({ ahead, expiresIn }, { ahead: true, expiresIn: 600 });
    assert.ok(waited < 100, `waited ${waited} ms`);
    assert.notEqual(answer.mark, await host.run(() => stage.markInSource(stage.embeds.embed.iframe)));
    assert.deepEqual(await host.reasons(), ['mount', 'ahead']);
  },
);

scenario('a token that was fetched ahead is never pushed unasked', TIMED, async ({ host, time }) => {
  const guest = await host.mountMinting('embed', 600);
  await time.passes(545);
  await host.minted('embed', 2);
  await host.fence('embed');

  assert.deepEqual(await guest.answers(), []);
  assert.deepEqual(await host.types(), ['statechange', 'ready']);
});

scenario(
  'each renewal is one mint: no other is fetched ahead until the one in hand was used',
  TIMED,
  async ({ host, time }) => {
    const guest = await host.mountMinting('embed', 600);
    for (let round = 1; round <= 5; round += 1) {
      // Less than half of a life, when the earliest mint is due: more, and the next token is old before it is asked for.
      await time.passes(240);
      await time.passesUntil('a mint', async () => (await host.reasons()).length > round);
      await time.passes(20);
      assert.equal((await host.reasons()).length, 1 + round);
      await guest.ask();
      await guest.answered(round);
    }

    assert.deepEqual(await host.reasons(), ['mount', ...Array(5).fill('ahead')]);
    const sent = await host.events('embed', 'tokensent');
    assert.deepEqual(
      sent.map(({ ahead }) => ahead),
      Array(5).fill(true),
    );
    assert.equal(new Set((await guest.answers()).map(({ mark }) => mark)).size, 5);
  },
);

const LEADS = [
  ['mintAhead is how many seconds before the end', { mintAhead: 200 }, 600, 295, 402],
  ['it is never more than half of the life, or a tenth before', {}, 60, 23, 31],
  ['a life of 30 days has its last minute too', {}, 30 * 86_400, 15 * 86_400 - 60, 30 * 86_400 - 59],
  ['with 0 it is at the end', { mintAhead: 0 }, 600, 295, 602],
];

for (const [what, options, life, notYet, surely] of LEADS) {
  scenario(`${what}, and for the first token as early as half of its life`, TIMED, async ({ host, time }) => {
    await time.stands();
    await host.mountMinting('embed', life, options);
    await time.passes(notYet);
    assert.deepEqual(await host.reasons(), ['mount']);
    await time.passes(surely - notYet);
    assert.deepEqual(await host.minted('embed', 2), ['mount', 'ahead']);
  });
}

scenario('mintAhead: false fetches nothing until the guest asks', TIMED, async ({ host, time }) => {
  const guest = await host.mountMinting('embed', 600, { mintAhead: false });
  // The guest asks ten seconds before the end; the clock goes on meanwhile.
  await time.passes(590);
  assert.deepEqual(await host.reasons(), ['mount']);
  await guest.ask();
  await guest.answered();

  assert.equal((await host.fired('embed', 'tokensent')).ahead, false);
  assert.deepEqual(await host.reasons(), ['mount', 'request']);
});

scenario('pages that were opened together do not mint together', TIMED, async ({ host, time }) => {
  await host.run(() => {
    window.times = [];
    for (let number = 0; number < 20; number += 1) {
      const token = ({ reason }) => {
        if (reason === 'ahead') window.times.push(Math.round(performance.now() / 1_000));
        return { token: stage.craft(), expiresIn: 600 };
      };
      stage.mount(String(number), { token });
    }
  });
  await host.becomes('19', 'live');
  await time.passes(545);
  const times = await until(
    'twenty mints ahead',
    () => host.run(() => window.times),
    ({ length }) => length === 20,
  );

  assert.ok(new Set(times).size >= 8, `at ${times} s`);
});

scenario(
  'a mint ahead that fails is told, and tried again until there is a token, before the guest asks',
  TIMED,
  async ({ host, time }) => {
    await host.run(() => {
      window.given = 0;
      const token = () => {
        if (window.broken) throw new Error('no');
        window.given += 1;
        return { token: stage.craft(), expiresIn: 600 };
      };
      stage.mount('embed', { token, timeout: 5_000, mintAhead: 300 });
    });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await host.run(() => {
      window.broken = true;
    });
    await time.passesUntil('a failure', async () => (await host.events('embed', 'tokenerror')).length > 0);
    const { error, final, state } = await host.fired('embed', 'tokenerror');
    assert.deepEqual([error.code, final, state], ['provider-failed', false, 'live']);

    await host.run(() => {
      window.broken = false;
    });
    await time.passesUntil('a second token', () => host.run(() => window.given === 2));
    assert.equal(await host.state(), 'live');
    await guest.ask();
    await guest.answered();
    assert.equal((await host.fired('embed', 'tokensent')).ahead, true);
    assert.equal(await host.run(() => window.given), 2);
  },
);

scenario(
  'a guest that asks while the mint ahead is under way is answered by it',
  TIMED,
  async ({ host, time, server }) => {
    await host.mount('embed', { timeout: 600_000 });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await server.tellNextTokensApart();
    await time.passes(541);
    await server.called(2);
    await guest.ask(3);
    await host.heard(3);
    await server.release();
    await guest.answered();
    await host.fence('embed');

    assert.equal((await guest.answers()).length, 1);
    assert.equal((await host.fired('embed', 'tokensent')).ahead, false);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario(
  'the guest as it is, with nobody moving the clock, gets its token at once and with one mint',
  { tokenLife: 22 },
  async ({ host, server }) => {
    const guest = await host.mountAndLoad('embed', { mintAhead: 12 });
    const { ahead, waited } = await host.fired('embed', 'tokensent');
    await guest.worksOn();

    assert.equal(ahead, true);
    assert.ok(waited < 1_000, `waited ${waited} ms`);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
    assert.equal((await server.counts()).dataRefused, 0);
  },
);
