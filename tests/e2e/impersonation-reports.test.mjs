// What a browser reports of the page that a link leads to: to a collector, and to scripts that ask.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

import { reporting } from './harness/browser.mjs';
import { Landing } from './harness/landing.mjs';
import { leaks } from './harness/secrecy.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

/** How many style sheets the demo's landing page has. */
const STYLE_SHEETS = 3;

/** Somebody's server that gets a browser's reports. */
async function startCollector() {
  const reports = [];
  const server = createServer(async (request, response) => {
    reports.push(await text(request));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${server.address().port}/reports`;
  return { reports, address, stop: () => server.close() };
}

/** Serves the demo's landing page under a policy that its style sheets violate, and that has a collector. */
async function reportTo(address, { context }) {
  await context.route(
    ({ pathname }) => pathname === '/support/app',
    async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      const policy = headers['content-security-policy'].replace("style-src 'self'", "style-src 'none'");
      headers['content-security-policy'] = `${policy}; report-uri ${address}`;
      await route.fulfill({ response, headers });
    },
  );
}

/** What the browser has kept of its reports for a script that asks late, each with whether a token is in it. */
async function kept(page, tokens) {
  const reports = await page.evaluate(() => {
    const observer = new ReportingObserver(() => {}, { buffered: true });
    observer.observe();
    return observer.takeRecords().map((report) => JSON.stringify(report));
  });
  return reports.map((report) => leaks(report, tokens));
}

async function openLink({ page, server }, behind) {
  const { query } = await server.melody.issue();
  await Landing.goTo(page, server, `${server.host}/support/app${behind}${query}`);
  await page.getByRole('region', { name: 'Impersonation' }).waitFor();
}

const violate = () => document.head.append(Object.assign(document.createElement('style'), { textContent: 'p {}' }));

for (const [what, behind, told] of [
  ['of a link in the query', '?', true],
  ['of no link in the hash', '#/inbox?', false],
]) {
  visit(`a collector is told ${what}, and a script that comes later of what the browser has kept`, async (scene) => {
    const { page, server } = scene;
    const { tokens } = server.melody;
    const collector = await startCollector();
    const reported = async (count) => {
      const reports = await until('the reports', () => collector.reports, ({ length }) => length >= count);
      return reports.map((report) => leaks(report, tokens));
    };
    try {
      await reportTo(collector.address, scene);
      await openLink(scene, behind);
      assert.deepEqual(await reported(STYLE_SHEETS), Array(STYLE_SHEETS).fill(told));
      await page.evaluate(violate);
      assert.deepEqual(await reported(STYLE_SHEETS + 1), [...Array(STYLE_SHEETS).fill(told), told && reporting.byFirstAddress]);

      // A script that comes later sees more than a collector, until the page is loaded anew.
      assert.deepEqual(await kept(page, tokens), reporting.isKept ? [...Array(STYLE_SHEETS).fill(true), false] : []);
      await page.reload();
      await page.getByRole('region', { name: 'Impersonation' }).waitFor();
      assert.deepEqual(await kept(page, tokens), reporting.isKept ? Array(STYLE_SHEETS).fill(false) : []);
      const again = await reported(2 * STYLE_SHEETS + 1);
      assert.deepEqual(again.slice(STYLE_SHEETS + 1), Array(STYLE_SHEETS).fill(false));
    } finally {
      collector.stop();
    }
  });
}

visit("the demo's own landing page gives a browser nothing to report", async (scene) => {
  for (const behind of ['?', '#/inbox?']) {
    await openLink(scene, behind);
    assert.deepEqual(await kept(scene.page, scene.server.melody.tokens), []);
    await scene.page.goto('about:blank');
  }
});
