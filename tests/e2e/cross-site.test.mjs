// The reference backend on plain http, where Chromium sends no `Sec-Fetch-Site`, and a page of another site.
import assert from 'node:assert/strict';

import { headersOf } from './harness/browser.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

/** The same server under the name of a site that is not loopback, so not trustworthy without TLS. */
const named = (origin, name) => `http://${name}:${new URL(origin).port}`;

/** Signs alice in there: the browser gets the cookie as the backend sets it. */
async function signInAt(app, { context, page, server }) {
  const { headers } = await fetch(`${server.host}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"user":"alice"}',
  });
  const answer = { contentType: 'text/html', headers: { 'set-cookie': headers.get('set-cookie') } };
  await context.route(`${app}/signed-in`, (route) => route.fulfill(answer));
  await page.goto(`${app}/signed-in`);
}

const ATTACKS = {
  'a top-level GET': (address) => {
    location.assign(address);
  },
  'a form by GET': (address) => {
    const form = Object.assign(document.createElement('form'), { action: address });
    document.body.append(form);
    form.submit();
  },
  'a form by POST': (address) => {
    const form = Object.assign(document.createElement('form'), { action: address, method: 'post' });
    document.body.append(form);
    form.submit();
  },
};

/** Runs an attack in a tab, waits for the page that it leads to, and says what the browser told the backend. */
async function attack(tab, from, run, address) {
  await tab.goto(from);
  const [request] = await Promise.all([
    tab.waitForRequest((sent) => sent.url().startsWith(address)),
    tab.evaluate(run, address),
  ]);
  await until('an answer', () => request.response());
  const headers = await headersOf(request);
  await tab.waitForURL((url) => url.href.startsWith(address));
  return { marked: 'sec-fetch-site' in headers, signedIn: 'cookie' in headers };
}

visit('on plain http, no page of another site makes the backend mint or sign anybody out', async (scene) => {
  const { page, context, server } = scene;
  const [app, evil] = [named(server.host, 'app.test'), named(server.attacker, 'evil.test')];
  await signInAt(app, scene);
  const tab = await context.newPage();
  const reached = [];
  for (const path of ['/api/wisdom-token', '/sign-out'])
    for (const run of Object.values(ATTACKS)) reached.push(await attack(tab, `${evil}/e2e/bare.html`, run, app + path));

  assert.equal((await server.counts()).minted, 0);
  assert.deepEqual(reached, Array(6).fill({ marked: false, signedIn: false }));
  await page.goto(`${app}/e2e/bare.html`);
  assert.equal(await page.evaluate(async () => (await fetch('/api/wisdom-token')).status), 200);
  assert.equal((await server.counts()).minted, 1, 'the own page of somebody who is still signed in');
});
