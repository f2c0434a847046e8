import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const TOKEN = '/oauth2/v1/token';
const REVOKE = '/oauth2/v1/revoke';

/** The calls to the auth server, in order. */
function keepCalls({ page, server }) {
  const calls = [];
  page.on('request', (request) => {
    if (request.url().startsWith(server.melody.origin) && request.method() === 'POST')
      calls.push(new URL(request.url()).pathname);
  });
  return calls;
}

visit('a second link is exchanged first, and then replaces and revokes the first', async (scene) => {
  const { page, server } = scene;
  const { melody } = server;
  const bob = await melody.user('bob');
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  const calls = keepCalls(scene);
  const { token } = await melody.issue({ user: 'bob' });

  const second = await landing.run(
    (refreshToken) => landing.open({ link: { refreshToken } }, 'second'),
    token,
  );
  assert.equal(second.subject, bob.authId);
  assert.deepEqual(await landing.fired('ended'), { type: 'ended', reason: 'replaced', revoked: true });
  assert.deepEqual(calls, [TOKEN, REVOKE]);
  assert.deepEqual(
    [
      (await landing.told()).active,
      (await landing.told('second')).active,
      (await landing.accessToken()).code,
    ],
    [false, true, 'session-over'],
  );
  assert.deepEqual(await melody.counted('revokes', 'revoked', 'refreshTokens'), [1, 1, 1]);
  assert.equal((await landing.open({}, 'second')).subject, bob.authId);
});

visit(
  'a second link that is opened in the same tab replaces and revokes what was kept there',
  async (scene) => {
    const { page, server } = scene;
    const { melody } = server;
    const bob = await melody.user('bob');
    await (await Landing.with(page, server, await melody.issue())).open();
    const calls = keepCalls(scene);
    const landing = await Landing.with(page, server, await melody.issue({ user: 'bob' }));
    assert.equal((await landing.open()).subject, bob.authId);

    await melody.reaches('revoked', 1);
    assert.deepEqual(calls, [TOKEN, REVOKE]);
    await landing.reload();
    assert.equal((await landing.open()).subject, bob.authId);
  },
);

visit('the same link again is the same session', async ({ page, server }) => {
  const { melody } = server;
  const link = await melody.issue();
  await (await Landing.with(page, server, link)).open();
  await page.goto(`${server.host}/e2e/bare.html`);
  const landing = await Landing.with(page, server, link);

  assert.equal((await landing.open()).subject, ALICE);
  assert.deepEqual(await melody.counted('revokes', 'refreshTokens'), [0, 1]);
});

visit('a second link that cannot be exchanged leaves the first one live', async ({ page, server }) => {
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  const { token } = await melody.issue({ user: 'bob' });
  await melody.behaves({ exchange: { kind: 'hang' } });
  const open = (timeout) =>
    landing.run(
      ([refreshToken, within]) => landing.open({ link: { refreshToken }, timeout: within }),
      [token, timeout],
    );

  assert.deepEqual((await open(300)).linkError, { code: 'timeout', isError: true });
  assert.deepEqual(await landing.fired('error'), { type: 'error', code: 'timeout' });
  assert.equal((await landing.accessToken()).code, undefined);
  assert.deepEqual(await melody.counted('revokes'), [0]);
});
