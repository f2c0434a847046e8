import assert from 'node:assert/strict';

import { bodyOf } from './harness/browser.mjs';
import { forward } from './harness/forward.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

visit(
  'a server that rotates refresh tokens: the latest is kept, resumed and revoked',
  async ({ page, server }) => {
    const { melody } = server;
    await melody.behaves({ rotation: true });
    const landing = await Landing.with(page, server, await melody.issue());
    await landing.open();
    assert.equal((await landing.storage()).tokens, 0, "the link's own token is spent");
    for (const round of [2, 3]) {
      await landing.reload();
      assert.equal((await landing.open()).subject, ALICE);
      assert.deepEqual(await melody.counted('exchangesAnswered', 'refreshTokens'), [round, 1]);
    }

    assert.deepEqual(await landing.end(), { revoked: true });
    assert.deepEqual(await melody.counted('revokes', 'revoked', 'refreshTokens'), [1, 1, 0]);
  },
);

visit(
  'a spent link, opened again, does not disturb the session that came of it',
  async ({ page, server }) => {
    const { melody } = server;
    await melody.behaves({ rotation: true });
    const link = await melody.issue();
    await (await Landing.with(page, server, link)).open();
    await page.goto(`${server.host}/e2e/bare.html`);
    const landing = await Landing.with(page, server, link);

    assert.deepEqual(await landing.refused(), { subject: ALICE, active: true, linkError: undefined });
    assert.deepEqual(await melody.counted('revokes', 'refreshTokens'), [0, 1]);
  },
);

visit('a server that answers errors in JSON', async ({ page, server }) => {
  const { melody } = server;
  await melody.behaves({ errors: 'json' });
  const refused = await Landing.at(page, server, `${server.host}/e2e/landing.html?refresh_token=2.made-up`);
  assert.deepEqual(await refused.open(), { code: 'exchange-refused', status: 400, isError: true });

  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  await melody.forget();
  assert.deepEqual(await landing.end(), { revoked: true }, 'a token that is not there is as good as revoked');
});

visit('a server that demands client_id gets it where the app says so', async ({ page, server }) => {
  const { melody } = server;
  await melody.behaves({ clientIdRequired: true });
  const without = await Landing.with(page, server, await melody.issue());
  assert.deepEqual(await without.open(), { code: 'exchange-refused', status: 400, isError: true });

  const landing = await Landing.with(page, server, await melody.issue());
  assert.equal((await landing.open({ sendClientId: true })).subject, ALICE);
  assert.deepEqual(await landing.end(), { revoked: true });
  assert.deepEqual(await melody.counted('revoked', 'preflights'), [1, 0]);
});

visit(
  'with sendClientId the revocation names the client in its form, and in no header',
  async ({ page, server }) => {
    const { melody } = server;
    await melody.behaves({ clientIdRequired: true });
    const landing = await Landing.with(page, server, await melody.issue());
    await landing.open({ sendClientId: true });
    const revocation = page.waitForRequest(`${melody.origin}/oauth2/v1/revoke`);
    await landing.end();

    const request = await revocation;
    const { authorization } = await request.allHeaders();
    const form = new URLSearchParams(await bodyOf(request));
    assert.deepEqual(
      { authorization, names: [...form.keys()].sort(), client: form.get('client_id') },
      {
        authorization: undefined,
        names: ['client_id', 'token', 'token_type_hint'],
        client: await melody.clientId(),
      },
    );
  },
);

visit('the issuer may end with a slash, and so may the option', async ({ page, server }) => {
  const { melody } = server;
  for (const [issuerSlash, slash] of [
    [true, ''],
    [false, '/'],
    [true, '/'],
  ]) {
    await melody.behaves({ issuerSlash });
    const landing = await Landing.with(page, server, await melody.issue());
    assert.equal((await landing.open({ server: melody.origin + slash })).subject, ALICE);
    await landing.end();
  }
});

visit('other paths are called where the app says so', async ({ page, context, server }) => {
  const { melody } = server;
  const paths = { token: '/proxy/token', revoke: '/proxy/revoke' };
  const asked = [];
  await context.route(`${melody.origin}/proxy/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1);
    asked.push(name);
    await route.fulfill({ response: await forward(route, { url: `${melody.origin}/oauth2/v1/${name}` }) });
  });
  const landing = await Landing.with(page, server, await melody.issue());

  assert.equal((await landing.open({ paths })).subject, ALICE);
  assert.deepEqual(await landing.end(), { revoked: true });
  assert.deepEqual(asked, ['token', 'revoke']);
});
