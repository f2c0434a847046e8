// The demo with real credentials: only a browser that brings the code is served.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { tabHistory } from './harness/browser.mjs';
import { Server } from './harness/server.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

/** A tenant that mints for anybody, and whose view is a page without any script. */
async function startTenant() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tenant = { minted: 0 };
  const server = createServer((request, response) => {
    response.setHeader('content-type', request.method === 'POST' ? 'application/json' : 'text/html');
    if (request.method !== 'POST') return response.end('<!doctype html><title>View</title>');
    tenant.minted += 1;
    const iat = 1_000_000 + tenant.minted;
    const claims = { iat, exp: iat + 3600 };
    const impersonateUser = [{ alg: 'none' }, claims, 'signed'].map(part).join('.');
    return response.end(JSON.stringify({ data: { impersonateUser } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(tenant, {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop: () => server.close(),
  });
}

/** Runs the demo with such a tenant. */
function withTenant(use) {
  return async (scene) => {
    const tenant = await startTenant();
    const variables = { WISDOM_ORIGIN: tenant.origin, WISDOM_ACCESS_KEY: 'key', WISDOM_PROVISION: 'off' };
    const demo = await Server.start({ tokenLife: 600, twins: false, variables });
    try {
      await use({ ...scene, demo, tenant });
    } finally {
      await demo.stop();
      tenant.stop();
    }
  };
}

const isLive = (page) => page.locator('#state', { hasText: 'live' }).waitFor();

const troubles = (page) => page.locator('.entry[data-kind="error"]').allInnerTexts();

/** The address for the next browser, which the program printed. */
async function nextAddress(demo, times) {
  const said = await until('the next address', () => demo.said, ({ length }) => length >= times);
  return said[times - 1].split(' ').at(-1);
}

visit(
  'the address with the code lets one browser in, for as often as it likes, and keeps no code',
  withTenant(async ({ page, demo }) => {
    await page.goto(demo.open);
    await isLive(page);
    assert.equal(page.url(), `${demo.host}/`);
    const { addresses } = await tabHistory(page);
    assert.equal(addresses.join().includes('code='), false, 'a code in the history');

    await page.reload();
    await isLive(page);
    await page.click('[data-user="bob"]');
    await page.locator('.entry[data-kind="signed-in"]', { hasText: 'as bob' }).waitFor();
    await page.click('a[href="support/"]');
    await page.click('#sign-in-button');
    await page.locator('#rows > li', { hasText: 'Alice' }).getByRole('button').click();
    await page.locator('#rows .links a').first().waitFor();
  }),
);

visit(
  'a browser without the code is told what to do, and is let in by the next one in the tab that it has open',
  withTenant(async ({ page, context, demo, tenant }) => {
    await page.goto(demo.open);
    await isLive(page);
    const { minted } = tenant;
    const other = await context.browser().newContext();
    try {
      const tab = await other.newPage();
      for (const address of [`${demo.host}/`, demo.open]) {
        await tab.goto('about:blank');
        await tab.goto(address);
        await until('what to do', () => troubles(tab), (told) => /open the address with the code/.test(told[0]));
        assert.equal(tab.url(), `${demo.host}/`);
      }
      const console = await other.newPage();
      await console.goto(`${demo.host}/support/`);
      await console.locator('#trouble', { hasText: '(code-required)' }).waitFor();
      assert.equal(tenant.minted, minted);

      await tab.goto(await nextAddress(demo, 1));
      await isLive(tab);
      assert.equal(tab.url(), `${demo.host}/`);
    } finally {
      await other.close();
    }
  }),
);
