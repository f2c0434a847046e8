import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

visit('a reload resumes the session, by a new exchange', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  const first = await landing.open();
  await landing.reload();
  const { left, ...resumed } = await landing.open();

  const { left: before, ...same } = first;
  assert.deepEqual(resumed, same);
  assert.ok(left <= before && left > before - 30, `${left} s left of ${before}`);
  assert.deepEqual(await server.melody.counted('exchanges', 'revokes'), [2, 0]);
});

visit('a session in memory does not survive a reload', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  assert.equal((await landing.open({ storage: 'memory' })).storage, 'memory');
  assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
  await landing.reload();

  assert.equal(await landing.open({ storage: 'memory' }), null);
  assert.equal(await landing.open(), null);
});

visit('other tabs have nothing to do with it', async ({ page, context, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  const other = await Landing.at(await context.newPage(), server, `${server.host}/e2e/landing.html`);

  assert.equal(await other.open(), null);
  assert.deepEqual(await other.storage('localStorage'), { keys: [], tokens: 0 });
  const second = await Landing.with(
    await context.newPage(),
    server,
    await server.melody.issue({ user: 'bob' }),
  );
  assert.notEqual((await second.open()).subject, ALICE);
  assert.equal((await landing.told()).active, true);
});

/** As a duplicated tab does, a page that another one opens begins with a copy of its sessionStorage. */
async function duplicate({ page, context, server }) {
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open(location.href));
  const tab = new Landing(await opened, server);
  await tab.isSet();
  return tab;
}

visit('a duplicated tab inherits the session, and what it does to it shows in the first', async (scene) => {
  const { page, server } = scene;
  const landing = await Landing.with(page, server, await server.melody.issue());
  await server.melody.behaves({ accessLife: 1 });
  await landing.open();
  const copy = await duplicate(scene);
  assert.equal((await copy.open()).subject, ALICE);

  await copy.end();
  assert.equal((await landing.told()).active, true, 'a storage of its own says nothing of another');
  await until(
    'a renewal that is refused',
    () => landing.accessToken(),
    ({ code }) => code === 'session-over',
  );
  assert.deepEqual(await landing.events(), [{ type: 'ended', reason: 'refused', revoked: false }]);
});

visit('what is kept is for its server and its app alone', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await landing.reload();

  assert.equal(await landing.open({ clientId: 'another' }), null);
  assert.equal(await landing.open({ server: 'https://auth.example.com' }), null);
  assert.equal((await landing.open()).subject, ALICE);
  assert.deepEqual(await server.melody.counted('exchanges'), [2]);
});

visit('a session that the server has forgotten is over, and so are its remains', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await server.melody.forget();
  await landing.reload();

  assert.deepEqual(await landing.open(), { code: 'session-over', status: 400, isError: true });
  assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
  assert.equal(await landing.open(), null);
});

visit('a session is given after a reload while the server is down, and has a token when it is back', async ({ page, server }) => {
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  const { left: before, ...facts } = await landing.open();
  await melody.behaves({ exchange: { kind: 'drop' } });
  await landing.reload();
  const { left, ...given } = await landing.open({ timeout: 500 });
  assert.deepEqual(given, facts);
  assert.ok(left <= before && left > before - 30, `${left} s left of ${before}`);
  assert.equal((await landing.accessToken()).code, 'network');

  await melody.behaves({ exchange: { kind: 'none' } });
  assert.ok((await landing.accessToken()).mark);
  assert.deepEqual(await landing.events(), []);
});
