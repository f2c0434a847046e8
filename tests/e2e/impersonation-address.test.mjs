import assert from 'node:assert/strict';

import { tabHistory } from './harness/browser.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

/** Answers an address with the landing page, its head begun with more. */
const serveAt = ({ context }, address, head = '') =>
  context.route(address, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>Landing</title>${head}
        <script type="module" src="/embed-host/auto.js"></script>
        <script type="module" src="/e2e/landing.mjs"></script>`,
    }),
  );

visit('the scrub keeps history.state, and makes no entry of its own', async ({ page, server }) => {
  const { query } = await server.melody.issue();
  const landing = await Landing.at(page, server, `${server.host}/e2e/late.html`);
  const before = await tabHistory(page);
  await landing.run((search) => {
    history.replaceState({ scroll: 7, at: new Date(0), list: [1, null, 'x'] }, '', `?${search}#top`);
    sdk.takeLink();
  }, query);

  assert.equal(landing.address(), `${server.host}/e2e/late.html#top`);
  const state = await landing.run(() => history.state);
  assert.deepEqual(state, { scroll: 7, at: new Date(0), list: [1, null, 'x'] });
  const after = await tabHistory(page);
  assert.deepEqual(
    [after.at, after.addresses.length, server.melody.masked(after.addresses.at(-1))],
    [before.at, before.addresses.length, `${server.host}/e2e/late.html#top`],
  );
});

visit('Back and Forward do not bring the token', async ({ page, server }) => {
  const { melody, host } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  await page.goto(`${host}/e2e/bare.html?next`);
  await page.goBack();
  await landing.isSet();
  assert.equal(landing.address(), `${host}/e2e/landing.html`);
  await page.goBack();
  await page.goForward();
  await landing.isSet();

  assert.equal(landing.address(), `${host}/e2e/landing.html`);
  const { addresses } = await tabHistory(page);
  assert.equal(addresses.join('\n').includes('refresh_token'), false);
  assert.equal((await landing.open()).subject, ALICE, 'the session of this tab goes on');
  assert.deepEqual(
    await landing.run(() => (window.navigation?.entries() ?? []).filter(({ url }) => url.includes('refresh_token'))),
    [],
  );
});

visit("a page's <base> leads the address nowhere else", async (scene) => {
  const { page, server } = scene;
  const { query } = await server.melody.issue();
  await serveAt(scene, `${server.host}/based/page?*`, '<base href="/elsewhere/deep/">');
  const landing = await Landing.at(page, server, `${server.host}/based/page?a=1&${query}#b`);

  assert.equal(landing.address(), `${server.host}/based/page?a=1#b`);
  assert.equal((await landing.open()).subject, ALICE);
});

visit('a path that begins with two slashes stays on its own origin', async (scene) => {
  const { page, server } = scene;
  const { query } = await server.melody.issue();
  await serveAt(scene, `${server.host}//elsewhere.example/page?*`);
  const landing = await Landing.at(page, server, `${server.host}//elsewhere.example/page?${query}`);

  assert.equal(landing.address(), `${server.host}//elsewhere.example/page`);
  assert.equal((await landing.open()).subject, ALICE);
});
