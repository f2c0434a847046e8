import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

const MINUTE = 60;
const NOTHING = { keys: [], tokens: 0 };

/** The test moves the time of the page. */
const CLOCK = { clock: true };

async function opened({ page, server }, options) {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open(options);
  return landing;
}

visit(
  'a session is said to be expiring a minute ahead, and ends with its refresh token',
  CLOCK,
  async (scene) => {
    const { time, server } = scene;
    const landing = await opened(scene);
    await time.sleeps(28 * MINUTE);
    assert.deepEqual([await landing.events(), (await landing.told()).active], [[], true]);

    await time.sleeps(1.5 * MINUTE);
    const { expiresAt } = await landing.fired('expiring');
    const ahead = await landing.run((at) => at - Date.now(), expiresAt.getTime());
    assert.ok(ahead > 20_000 && ahead <= 31_000, `${ahead} ms ahead`);
    assert.equal((await landing.told()).active, true);

    await time.sleeps(MINUTE);
    assert.deepEqual(await landing.fired('ended'), { type: 'ended', reason: 'expired', revoked: false });
    assert.deepEqual(
      (await landing.events()).map(({ type }) => type),
      ['expiring', 'ended'],
    );
    assert.deepEqual(await landing.accessToken(), { code: 'session-over', isError: true });
    const { active, storage } = await landing.told();
    assert.deepEqual({ active, storage }, { active: false, storage: 'memory' });
    assert.deepEqual(await landing.storage(), NOTHING);
    await landing.reload();
    assert.equal(await landing.open(), null);
    assert.deepEqual(await server.melody.counted('exchanges', 'revokes'), [1, 0]);
  },
);

visit('a token is given from memory while it lives, and then asked for anew', CLOCK, async (scene) => {
  const { time, server } = scene;
  await server.melody.behaves({ accessLife: 300 });
  const landing = await opened(scene);
  const first = await landing.accessToken();
  assert.deepEqual(await landing.accessToken(), first);
  await time.sleeps(2 * MINUTE);
  assert.deepEqual(await landing.accessToken(), first);
  assert.deepEqual(await server.melody.counted('exchanges'), [1]);

  await time.sleeps(3 * MINUTE);
  // Two tokens of one second would be twins.
  await server.melody.behaves({ accessLife: 301 });
  assert.notDeepEqual(await landing.accessToken(), first);
  assert.deepEqual(await server.melody.counted('exchanges', 'exchangesAnswered'), [2, 2]);
});

visit(
  'a session whose refresh token the server has forgotten ends at the next renewal',
  CLOCK,
  async (scene) => {
    const { time, server } = scene;
    await server.melody.behaves({ accessLife: 300 });
    const landing = await opened(scene);
    await server.melody.forget();
    await time.sleeps(5 * MINUTE);

    assert.deepEqual(await landing.accessToken(), { code: 'session-over', status: 400, isError: true });
    assert.deepEqual(await landing.events(), [{ type: 'ended', reason: 'refused', revoked: false }]);
    assert.deepEqual(await landing.storage(), NOTHING);
  },
);

visit('a renewal that fails for a passing reason ends nothing', CLOCK, async (scene) => {
  const { time, server } = scene;
  await server.melody.behaves({ accessLife: 300 });
  const landing = await opened(scene, { timeout: 400 });
  await time.sleeps(5 * MINUTE);
  await server.melody.behaves({ exchange: { kind: 'drop' } });
  assert.deepEqual(await landing.accessToken(), { code: 'network', isError: true });
  assert.deepEqual([await landing.events(), (await landing.told()).active], [[], true]);

  await server.melody.behaves({ exchange: { kind: 'none' } });
  assert.equal(typeof (await landing.accessToken()).mark, 'number');
});

visit('what ends soon says so at once, and ends', async ({ page, server }) => {
  await server.melody.behaves({ refreshLife: 2, accessLife: 60 });
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();

  await landing.fired('expiring');
  assert.deepEqual(await landing.fired('ended'), { type: 'ended', reason: 'expired', revoked: false });
  assert.deepEqual(await landing.accessToken(), { code: 'session-over', isError: true });
});

visit(
  'access tokens that live for a second are renewed, one at a time, while the session lives',
  async ({ page, server }) => {
    await server.melody.behaves({ accessLife: 1 });
    const landing = await Landing.with(page, server, await server.melody.issue());
    await landing.open();
    const first = await landing.accessToken();

    const next = await until(
      'another token',
      () => landing.accessToken(),
      ({ mark }) => mark !== first.mark,
    );
    assert.equal(typeof next.mark, 'number');
    assert.equal((await landing.told()).active, true);
  },
);

visit(
  'an expiry that somebody wrote into a link ends nothing later than the server does',
  async ({ page, server }) => {
    await server.melody.behaves({ refreshLife: 2, accessLife: 1 });
    const { token } = await server.melody.issue();
    const query = `refresh_token=${token}&refresh_token_expires_on=99999999999&refresh_token_expires_in=99999999999`;
    const landing = await Landing.with(page, server, { query });
    await landing.open();

    await until(
      'a renewal that is refused',
      () => landing.accessToken(),
      ({ code }) => code === 'session-over',
    );
    assert.deepEqual(await landing.events(), [{ type: 'ended', reason: 'refused', revoked: false }]);
    assert.deepEqual(await landing.storage(), NOTHING);
  },
);

visit('an expiry that somebody wrote into a link can end a session sooner', async ({ page, server }) => {
  const { token } = await server.melody.issue();
  const soon = Math.floor(Date.now() / 1000) + 3;
  const query = `refresh_token=${token}&refresh_token_expires_on=${soon}`;
  const landing = await Landing.with(page, server, { query });
  await landing.open();

  assert.deepEqual(await landing.fired('ended'), { type: 'ended', reason: 'expired', revoked: false });
});

/** Runs in the page: its clock is five hours off. */
const HOURS_OFF = [
  [
    'behind',
    function behind() {
      const { now } = Date;
      Date.now = () => now() - 5 * 3_600_000;
    },
  ],
  [
    'ahead',
    function ahead() {
      const { now } = Date;
      Date.now = () => now() + 5 * 3_600_000;
    },
  ],
];

for (const [way, script] of HOURS_OFF) {
  visit(
    `a client's clock that is hours ${way} changes nothing`,
    { scripts: [script] },
    async ({ page, server }) => {
      const landing = await Landing.with(page, server, await server.melody.issue());
      const { left, active } = await landing.open();
      assert.ok(active && Math.abs(left - 1800) <= 5, `${left} s left`);
      assert.equal(typeof (await landing.accessToken()).mark, 'number');

      await landing.reload();
      const resumed = await landing.open();
      assert.ok(Math.abs(resumed.left - 1800) <= 30, `${resumed.left} s left`);
      assert.deepEqual(await landing.events(), []);
    },
  );
}

for (const clock of [18_000, -18_000]) {
  visit(`a server's clock that is ${clock} s off changes nothing`, async ({ page, server }) => {
    await server.melody.behaves({ clock });
    const landing = await Landing.with(page, server, await server.melody.issue());
    const { left, active } = await landing.open();

    assert.ok(active && Math.abs(left - 1800) <= 5, `${left} s left`);
    assert.equal(typeof (await landing.accessToken()).mark, 'number');
    assert.deepEqual(await landing.events(), []);
  });
}
