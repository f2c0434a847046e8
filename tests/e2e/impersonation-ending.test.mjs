import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const NOTHING = { keys: [], tokens: 0 };

/** How the auth server answers an exchange now. */
async function exchange({ origin }, { token }) {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token });
  return (await fetch(`${origin}/oauth2/v1/token`, { method: 'POST', body })).status;
}

visit(
  'end() forgets in memory and storage before it returns, then revokes, once',
  async ({ page, server }) => {
    const { melody } = server;
    const link = await melody.issue();
    const landing = await Landing.with(page, server, link);
    await landing.open();
    assert.equal((await landing.storage()).tokens, 1);
    const navigations = [];
    page.on('framenavigated', (frame) => navigations.push(frame.url()));

    const ended = await landing.run(async () => {
      const { session } = landing.sessions;
      const ending = session.end();
      const atOnce = { active: session.active, storage: session.storage, kept: sessionStorage.length };
      const answers = await Promise.all([ending, session.end(), landing.accessToken()]);
      return { atOnce, answers, again: await session.end() };
    });

    assert.deepEqual(ended, {
      atOnce: { active: false, storage: 'memory', kept: 0 },
      answers: [{ revoked: true }, { revoked: true }, { code: 'session-over', isError: true }],
      again: { revoked: true },
    });
    assert.deepEqual(await landing.events(), [{ type: 'ended', reason: 'ended', revoked: true }]);
    assert.deepEqual(await melody.counted('exchanges', 'revokes', 'revoked', 'refreshTokens'), [1, 1, 1, 0]);
    assert.equal(await exchange(melody, link), 400);
    assert.deepEqual(navigations, []);
  },
);

for (const [name, revoke] of [
  ['answers with errors', { kind: 'status', status: 503 }],
  ['is not there', { kind: 'drop' }],
  ['never answers', { kind: 'hang' }],
]) {
  visit(`end() is final where the auth server ${name}`, async ({ page, server }) => {
    const { melody } = server;
    const landing = await Landing.with(page, server, await melody.issue());
    await landing.open({ timeout: 600 });
    await melody.behaves({ revoke });

    assert.deepEqual(await landing.end(), { revoked: false });
    assert.deepEqual(await landing.events(), [{ type: 'ended', reason: 'ended', revoked: false }]);
    assert.deepEqual(await landing.storage(), NOTHING);
    await landing.reload();
    assert.equal(await landing.open(), null);
  });
}

visit('a link whose session was ended does not open again in that page', async ({ page, server }) => {
  const { melody } = server;
  const { token } = await melody.issue();
  const landing = await Landing.at(page, server, `${server.host}/e2e/late.html?refresh_token=${token}`);
  await melody.behaves({ revoke: { kind: 'status', status: 503 } });
  const said = await landing.run(async () => {
    const link = sdk.takeLink();
    await landing.open({ link, timeout: 500 });
    await landing.sessions.session.end();
    return landing.open({ link });
  });

  assert.deepEqual(said, { code: 'session-over', isError: true });
  assert.deepEqual(await melody.counted('exchanges'), [1]);
});

visit('Back after end() brings nothing back', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await landing.end();
  await page.goto(`${server.host}/e2e/bare.html?next`);
  await page.goBack();
  await landing.isSet();

  assert.equal(landing.address(), `${server.host}/e2e/landing.html`);
  assert.equal(await landing.open(), null);
  assert.deepEqual(await landing.storage(), NOTHING);
});

visit('leaving the page right after end() revokes all the same', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await landing.run((next) => {
    landing.sessions.session.end();
    location.assign(next);
  }, `${server.host}/e2e/bare.html?next`);

  await page.waitForURL('**/bare.html?next');
  await server.melody.reaches('revoked', 1);
});

visit('a listener of ended finds a session that is over, and may open the next', async ({ page, server }) => {
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  const { token } = await melody.issue();
  const seen = await landing.run(
    (refreshToken) =>
      new Promise((resolve) => {
        const { session } = landing.sessions;
        session.addEventListener('ended', async () => {
          const { active, storage } = session;
          resolve({
            active,
            storage,
            next: (await landing.open({ link: { refreshToken } }, 'next')).subject,
          });
        });
        session.end();
      }),
    token,
  );

  assert.deepEqual(seen, { active: false, storage: 'memory', next: ALICE });
});
