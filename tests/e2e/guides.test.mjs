// The pages and policies in the guides, in a browser: as they are written there.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { snippets } from '../snippets.mjs';
import { openBrowser } from './harness/browser.mjs';
import { npmPackage } from './harness/environment.mjs';
import { unsigned } from './harness/jwt.mjs';
import { test } from './harness/test.mjs';

const APP = 'https://app.test';
const TENANT = 'https://acme.askwisdom.ai';

const within = { timeout: 60_000 };

let browser;

before(async () => {
  browser = await openBrowser();
});

after(() => browser?.close());

/** Opens a page beside a backend that mints, and a tenant whose page says which view it is. */
async function open({ html, headers = {}, scripts = {} }, use) {
  const context = await browser.newContext();
  try {
    await context.addInitScript(() => {
      window.violations = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        // Some browsers look for the icon of every page.
        if (!blockedURI.endsWith('/favicon.ico')) window.violations.push(effectiveDirective);
      });
    });
    await context.route(`${TENANT}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: `<!doctype html><h1>${pathname}</h1>` });
    });
    await context.route(`${APP}/**`, async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html, headers });
      if (pathname === '/api/wisdom-token') return route.fulfill({ json: { token: unsigned({ iat: 0, exp: 3600 }) } });
      if (pathname in scripts) return route.fulfill({ contentType: 'text/javascript', body: scripts[pathname] });
      const [, file] = /^\/vendor\/embed-host\/([\w.-]+)$/.exec(pathname) ?? [];
      if (!file) return route.fulfill({ status: 404 });
      return route.fulfill({ contentType: 'text/javascript', body: await readFile(join(npmPackage, file)) });
    });
    const page = await context.newPage();
    const complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    await page.goto(`${APP}/`);
    await use(page);
    assert.deepEqual(complaints.filter((complaint) => !complaint.includes('favicon.ico')), []);
  } finally {
    await context.close();
  }
}

const isShown = (page, view) => page.frameLocator('iframe').getByText(view).waitFor();

/** The pages of the guides that need nothing but the package's own files, and the height that they have, in pixels. */
const pages = Object.entries({ 'getting-started': 640, migration: 800, elements: 480 }).flatMap(([guide, height]) =>
  snippets(`docs/${guide}.md`)
    .filter(({ language, code }) => language === 'html' && code.includes('<script') && !code.includes('src="main.js"'))
    .map(({ code }, index) => ({ name: `page ${index + 1} of docs/${guide}.md`, html: code.startsWith('<!doctype') ? code : `<!doctype html>${code}`, height })),
);

test('the guides show five pages that need no bundler', () => assert.equal(pages.length, 5));

for (const { name, html, height } of pages) {
  test(`${name} shows its view, as high as it says`, within, () =>
    open({ html }, async (page) => {
      await isShown(page, html.includes('sales') ? '/embed/dashboards/sales' : '/embed/search');
      assert.equal((await page.locator('iframe').boundingBox()).height, height);
    }),
  );
}

const APP_SCRIPT = `
  import { mount } from '/vendor/embed-host/index.js';
  window.embed = mount('#analytics', { origin: '${TENANT}', view: 'search', token: '/api/wisdom-token' });
`;

const PAGE = '<!doctype html><div id="analytics"></div><script type="module" src="/app.js"></script>';

/** The headers of a block, as an object. */
const headersOf = (block) => Object.fromEntries(block.trim().split('\n').map((line) => line.split(/: (.*)/s)));

const policies = snippets('docs/csp.md')
  .filter(({ language, code }) => language === 'http' && code.startsWith('Content-Security-Policy'))
  .map(({ code }) => headersOf(code));

test('the guide shows three policies', () => assert.equal(policies.length, 3));

for (const [index, headers] of policies.entries()) {
  test(`an embed works under policy ${index + 1} of docs/csp.md, and violates nothing`, within, () =>
    open({ html: PAGE, headers, scripts: { '/app.js': APP_SCRIPT } }, async (page) => {
      await isShown(page, '/embed/search');
      await page.evaluate(() => window.embed.ready);
      assert.deepEqual(await page.evaluate(() => window.violations), []);
    }),
  );
}

test('an embed works under the policy in the element of docs/csp.md', within, () => {
  const [{ code: element }] = snippets('docs/csp.md').filter(({ language }) => language === 'html');
  return open({ html: element + PAGE, scripts: { '/app.js': APP_SCRIPT } }, async (page) => {
    await isShown(page, '/embed/search');
    assert.deepEqual(await page.evaluate(() => window.violations), []);
  });
});
