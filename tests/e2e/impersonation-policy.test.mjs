import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { withoutWebAssembly } from './harness/no-wasm.mjs';
import { visit } from './harness/visit.mjs';

const BLOCKED = { code: 'wasm-blocked', isError: true };

visit(
  'where a policy forbids WebAssembly, auto scrubs all the same, and every call says what is wrong',
  async ({ page, context, server }) => {
    const { melody, host } = server;
    await withoutWebAssembly(context, `${host}/e2e/landing.html`);
    const { query, token } = await melody.issue();
    for (const [behind, left] of [
      [`?a=1&${query}&b=2#top`, '?a=1&b=2#top'],
      [`?tenant=acme?${query}`, '?tenant=acme'],
      [`#/inbox?${query}`, '#/inbox'],
      [`?refresh_token=${token}`, ''],
    ]) {
      // The one before differs in its hash only, and would not be loaded anew.
      await page.goto(`${host}/e2e/bare.html`);
      const landing = await Landing.at(page, server, `${host}/e2e/landing.html${behind}`);
      assert.equal(landing.address(), `${host}/e2e/landing.html${left}`);
      assert.deepEqual(await landing.open(), BLOCKED);
      assert.deepEqual(await landing.run(() => landing.taken()), BLOCKED);
    }
    assert.deepEqual(await melody.counted('exchanges'), [0]);
  },
);

visit('there, parameters of other names are scrubbed by those names', async ({ page, context, server }) => {
  await withoutWebAssembly(context, `${server.host}/e2e/late.html`);
  const { token } = await server.melody.issue();
  const landing = await Landing.at(page, server, `${server.host}/e2e/late.html?rt=${token}&life=9&x=1`);
  const said = await landing.run(() => landing.taken({ names: { refreshToken: 'rt', expiresIn: 'life' } }));

  assert.deepEqual(said, BLOCKED);
  assert.equal(landing.address(), `${server.host}/e2e/late.html?x=1`);
});
