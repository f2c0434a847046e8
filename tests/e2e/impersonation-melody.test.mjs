import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { visit } from './harness/visit.mjs';

const REFRESH_TOKEN = 'melody-auth-refresh-token';
const ID_TOKEN = 'melody-auth-id-token';
const STORAGES = ['localStorage', 'sessionStorage'];

/** What Melody Auth's front ends would have kept of bob's own sign-in. */
async function bobsOwn({ melody }) {
  const { token, expiresOn, expiresIn } = await melody.signIn('bob');
  return {
    // With a space and in an order of its own: it has to come back byte for byte.
    [REFRESH_TOKEN]: JSON.stringify({ expiresIn, refreshToken: token, expiresOn }, null, 1),
    [ID_TOKEN]: JSON.stringify({ idToken: 'ä&=%+?', account: { sub: 'bob' } }),
  };
}

const keep = (landing, storage, entries) =>
  landing.run(([name, own]) => void Object.assign(window[name], own), [storage, entries]);

/** What is kept there of Melody Auth's two entries, as marks. */
const kept = (landing, storage) =>
  landing.run(
    ([name, keys]) => keys.map((key) => window[name].getItem(key) && mark(window[name].getItem(key))),
    [storage, [REFRESH_TOKEN, ID_TOKEN]],
  );

/** What Melody Auth's front ends would read as the refresh token. */
const melodyReads = (landing, storage) =>
  landing.run(
    ([name, key]) => {
      const { refreshToken, ...rest } = JSON.parse(window[name].getItem(key));
      return { ...rest, mark: mark(refreshToken) };
    },
    [storage, REFRESH_TOKEN],
  );

for (const storage of STORAGES) {
  visit(
    `Melody Auth's own session is set aside in ${storage}, and put back at the end`,
    async ({ page, server }) => {
      const own = await bobsOwn(server);
      const blank = await Landing.at(page, server, `${server.host}/e2e/late.html`);
      await keep(blank, storage, own);
      const before = await kept(blank, storage);
      const link = await server.melody.issue();
      const landing = await Landing.with(page, server, link);
      assert.deepEqual(await kept(landing, storage), before, 'nothing happens before impersonate()');
      assert.equal((await landing.open({ storage: { melody: storage } })).storage, 'melody');

      const { expiresOn, expiresIn, token } = link;
      const wanted = { expiresOn, expiresIn, mark: await landing.run((text) => mark(text), token) };
      assert.deepEqual(await melodyReads(landing, storage), wanted);
      assert.equal((await kept(landing, storage))[1], null, 'the account is not there meanwhile');
      await landing.reload();
      assert.equal((await landing.open({ storage: { melody: storage } })).storage, 'melody');

      const forgotten = landing.run(() => {
        landing.sessions.session.end();
        return [sessionStorage.length, localStorage.length];
      });
      assert.deepEqual((await forgotten).sort(), [0, 2], 'put back before end() returns');
      assert.deepEqual(await kept(landing, storage), before);
      await server.melody.reaches('revoked', 1);
      assert.deepEqual(await server.melody.counted('refreshTokens'), [1], "bob's own sign-in is not revoked");
      await landing.run(() => localStorage.clear());
    },
  );
}

visit('expiries that a link does not say are those of the access token', async ({ page, server }) => {
  const { melody, host } = server;
  await melody.behaves({ accessLife: 900 });
  const { token } = await melody.issue();
  const landing = await Landing.at(page, server, `${host}/e2e/landing.html?refresh_token=${token}`);
  await landing.open({ storage: { melody: 'sessionStorage' } });

  const { expiresOn, expiresIn } = await melodyReads(landing, 'sessionStorage');
  assert.equal(expiresIn, 900);
  assert.ok(Math.abs(expiresOn - Date.now() / 1000 - 900) < 10);
});

visit('a refused link leaves what Melody Auth has', async ({ page, server }) => {
  const own = await bobsOwn(server);
  const blank = await Landing.at(page, server, `${server.host}/e2e/late.html`);
  await keep(blank, 'localStorage', own);
  const before = await kept(blank, 'localStorage');
  const landing = await Landing.with(page, server, await server.melody.signIn('alice'));

  assert.equal((await landing.open({ storage: { melody: 'localStorage' } })).code, 'not-impersonation');
  assert.deepEqual(await kept(landing, 'localStorage'), before);
  assert.deepEqual((await landing.storage('localStorage')).keys, [ID_TOKEN, REFRESH_TOKEN]);
  await landing.run(() => localStorage.clear());
});

visit('where Melody Auth had nothing, nothing is left', async ({ page, server }) => {
  await server.melody.behaves({ refreshLife: 2 });
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open({ storage: { melody: 'sessionStorage' } });
  assert.equal((await landing.storage()).tokens, 1);

  assert.equal((await landing.fired('ended')).reason, 'expired');
  assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
});

visit('who signs in meanwhile stays signed in', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open({ storage: { melody: 'sessionStorage' } });
  const own = await bobsOwn(server);
  await keep(landing, 'sessionStorage', own);
  const signedIn = await kept(landing, 'sessionStorage');
  await landing.end();

  assert.deepEqual(await kept(landing, 'sessionStorage'), signedIn);
});

visit(
  'in localStorage another tab of the app goes on with it, and sees its end',
  async ({ page, context, server }) => {
    const landing = await Landing.with(page, server, await server.melody.issue());
    const storage = { melody: 'localStorage' };
    await landing.open({ storage });
    const other = await Landing.at(await context.newPage(), server, `${server.host}/e2e/landing.html`);
    const { subject } = await other.open({ storage });
    assert.equal(subject, (await landing.told()).subject);

    await landing.end();
    assert.deepEqual(await other.fired('ended'), { type: 'ended', reason: 'ended', revoked: false });
    assert.equal((await other.told()).active, false);
  },
);
