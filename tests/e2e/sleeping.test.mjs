import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const TIMED = { clock: true, guests: 'blank' };
const EIGHT_HOURS = 8 * 3_600;

/** What a sleep does to a page's clocks and timers differs from one system to the next. */
const SLEEPS = {
  'a monotonic clock that stood still, and timers that count waking time only': (time) =>
    time.wallClockMoves(EIGHT_HOURS),
  'both clocks having gone on, and a timer that goes off on waking': (time) => time.sleeps(EIGHT_HOURS),
};

for (const [how, sleep] of Object.entries(SLEEPS)) {
  scenario(
    `a sleep over the end of the token, with ${how}, is noticed within half a minute, and a token sought`,
    TIMED,
    async ({ host, time }) => {
      const guest = await host.mountMinting('embed', 3_600);
      await guest.run(() => {
        window.sameDocument = true;
      });
      await sleep(time);
      const awake = await time.elapsed();
      await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded', 3);
      assert.ok((await time.elapsed()) - awake < 34);
      assert.deepEqual(await host.minted('embed', 2), ['mount', 'recover']);
      assert.equal(await host.run(() => stage.embeds.embed.snapshot().life), 0);

      await guest.ask();
      await guest.answered();
      await host.becomes('embed', 'live');
      assert.equal((await host.fired('embed', 'tokensent')).ahead, true);
      assert.equal(await guest.run(() => window.sameDocument), true);
      assert.deepEqual(await host.reasons(), ['mount', 'recover']);
    },
  );
}

scenario(
  'a guest that asks right after a sleep is answered at once, before any timer has gone off',
  TIMED,
  async ({ host, time }) => {
    const guest = await host.mountMinting('embed', 3_600);
    await time.wallClockMoves(EIGHT_HOURS);
    await guest.ask();
    await guest.answered();

    assert.equal(await host.state(), 'live');
    const changes = await host.events('embed', 'statechange');
    assert.deepEqual(
      changes.map(({ to }) => to),
      ['live', 'degraded', 'live'],
    );
    assert.equal((await host.reasons()).length, 2);
  },
);

scenario(
  'a token in hand that ran out in a sleep is not what the guest gets',
  TIMED,
  async ({ host, time }) => {
    const guest = await host.mountMinting('embed', 600);
    await time.passes(545);
    await host.minted('embed', 2);
    await time.wallClockMoves(EIGHT_HOURS);
    await guest.ask();
    await guest.answered();

    assert.deepEqual((await host.reasons()).slice(0, 2), ['mount', 'ahead']);
    assert.equal((await host.reasons()).length, 3);
    assert.equal((await host.fired('embed', 'tokensent')).ahead, false);
  },
);

scenario('a sleep that the token outlives changes nothing', TIMED, async ({ host, time }) => {
  await host.mountMinting('embed', 86_400);
  const before = await host.events();
  await time.wallClockMoves(EIGHT_HOURS);
  await time.passes(60);

  assert.deepEqual(await host.events(), before);
  assert.deepEqual(await host.reasons(), ['mount']);
});

scenario(
  'a clock that is set back by a day ends no token early or late, and renewals go on',
  TIMED,
  async ({ host, time }) => {
    const guest = await host.mountMinting('embed', 600);
    await time.passes(100);
    await time.wallClockMoves(-86_400);
    await time.passes(190);
    assert.deepEqual(await host.reasons(), ['mount']);
    await time.passes(255);
    assert.deepEqual(await host.minted('embed', 2), ['mount', 'ahead']);
    await guest.ask();
    await guest.answered();

    assert.equal(await host.state(), 'live');
    assert.deepEqual((await host.types()).slice(-2), ['tokenrequest', 'tokensent']);
  },
);

scenario(
  'a machine that sleeps during a flight ends it on waking, and the next request is answered',
  TIMED,
  async ({ host, time, server }) => {
    await host.mount();
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await guest.ask();
    await server.called(2);
    await time.sleeps(EIGHT_HOURS);
    await server.aborted(1);
    const { error, final } = await host.fired('embed', 'tokenerror');
    assert.deepEqual([error.code, final], ['timeout', false]);

    await guest.ask();
    await guest.answered();
    await host.becomes('embed', 'live');
  },
);
