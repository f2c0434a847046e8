import assert from 'node:assert/strict';

import { unsigned } from './harness/jwt.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE, SUPPORT } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const MADE_UP = {
  token: `2.${'x'.repeat(128)}`,
  query: `refresh_token=2.${'x'.repeat(128)}&refresh_token_expires_on=1&refresh_token_expires_in=1`,
};

/** A link of each kind that must not be opened, and what is said of it. */
const REFUSED = [
  ["an ordinary user's sign-in", (melody) => melody.signIn('alice'), { code: 'not-impersonation' }],
  ["another app's session", (melody) => melody.issue({ app: 'panel' }), { code: 'wrong-app' }],
  ["another app's sign-in", (melody) => melody.signIn('support', { app: 'panel' }), { code: 'wrong-app' }],
  ['a disabled user', (melody) => melody.issue({ user: 'carol' }), { code: 'exchange-refused', status: 401 }],
  [
    'a token that somebody made up',
    () => ({ query: `refresh_token=${MADE_UP.token}` }),
    { code: 'exchange-refused', status: 400 },
  ],
  ['a made-up token that says it has expired', () => MADE_UP, { code: 'link-expired', status: 400 }],
];

for (const [name, make, said] of REFUSED) {
  visit(`a link is refused, and a running session unharmed: ${name}`, async ({ page, server }) => {
    const { melody } = server;
    const running = await Landing.with(page, server, await melody.issue());
    await running.open();
    const stored = await running.storage();

    const link = await make(melody);
    const landing = await Landing.with(page, server, link);
    assert.equal(landing.address(), `${server.host}/e2e/landing.html`);
    const linkError = { ...said, isError: true };
    assert.deepEqual(await landing.refused(), { subject: ALICE, active: true, linkError });
    assert.deepEqual(await landing.storage(), stored);
    assert.deepEqual(await melody.counted('revokes'), [0]);
  });
}

visit('a refused link leaves nothing behind, and is not tried again', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.signIn('alice'));

  assert.equal((await landing.open()).code, 'not-impersonation');
  assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
  assert.equal(await landing.open(), null);
  await landing.reload();
  assert.equal(await landing.open(), null);
  assert.deepEqual(await server.melody.counted('exchanges', 'revokes', 'refreshTokens'), [1, 0, 1]);
});

visit('while a session is live, a refused link changes nothing of it', async ({ page, server }) => {
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  const token = await landing.accessToken();
  const ordinary = await melody.signIn('bob');

  const said = await landing.run(
    (refreshToken) => landing.open({ link: { refreshToken } }),
    ordinary.token,
  );
  assert.deepEqual(said.linkError, { code: 'not-impersonation', isError: true });
  assert.equal((await landing.told()).active, true);
  assert.deepEqual(await landing.accessToken(), token);
  await landing.fired('error');
  assert.deepEqual(await landing.events(), [{ type: 'error', code: 'not-impersonation' }]);
});

visit("an ordinary user's link opens where the app says that it may", async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.signIn('alice'));
  const { subject, impersonatedBy } = await landing.open({ requireImpersonator: false });

  assert.deepEqual({ subject, impersonatedBy }, { subject: ALICE, impersonatedBy: undefined });
});

visit('what an exchange gives is judged before anything is kept of it', async ({ page, server }) => {
  const { melody, host } = server;
  const [iat, azp] = [Math.floor(Date.now() / 1000), await melody.clientId()];
  const good = { sub: ALICE, azp, iss: melody.origin, iat, exp: iat + 600, impersonatedBy: SUPPORT };
  const answer = (claims) => ({
    access_token: unsigned(claims),
    expires_in: 600,
    expires_on: iat + 600,
    token_type: 'Bearer',
  });
  for (const [json, code] of [
    [answer({ ...good, iss: 'https://auth.example.com' }), 'wrong-issuer'],
    [answer({ ...good, iss: `${melody.origin}.example.com` }), 'wrong-issuer'],
    [answer({ ...good, iss: undefined }), 'wrong-issuer'],
    [answer({ ...good, azp: 'another' }), 'wrong-app'],
    [answer({ ...good, azp: undefined, aud: azp }), 'wrong-app'],
    [answer({ ...good, impersonatedBy: undefined }), 'not-impersonation'],
    [answer({ ...good, impersonatedBy: '' }), 'not-impersonation'],
    [answer({ ...good, impersonatedBy: true }), 'not-impersonation'],
    [answer({ ...good, exp: iat - 1 }), 'bad-response'],
    [{ ...answer(good), access_token: 'opaque' }, 'bad-response'],
    [{ token_type: 'Bearer' }, 'bad-response'],
    [[], 'bad-response'],
  ]) {
    await melody.behaves({ exchange: { kind: 'body', json } });
    const landing = await Landing.with(page, server, await melody.issue());
    assert.deepEqual(await landing.open({ timeout: 700 }), { code, isError: true });
    assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 }, code);
    await page.goto(`${host}/e2e/bare.html`);
  }
  await melody.behaves({ exchange: { kind: 'body', json: answer(good) } });
  const landing = await Landing.with(page, server, await melody.issue());
  assert.equal((await landing.open()).subject, ALICE, 'the good one opens');
});
