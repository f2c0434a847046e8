import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { visit } from './harness/visit.mjs';

/** A page whose first script is auto, and whose other scripts keep every address that they see. */
const PAGE = `<!doctype html><title>Landing</title>
  <script type="module" src="/embed-host/auto.js"></script>
  <script type="module">window.seen = [['module', location.href, document.URL]];</script>
  <script defer src="/e2e/reader.js"></script>
  <script type="module" src="/e2e/landing.mjs"></script>`;

/**
 * One bundle or module graph, which imports auto before what reads the address. The script that opens the session is none of it: it
 * awaits something, and WebKit runs a graph that does so after the page's `load`.
 */
const GRAPH = `<!doctype html><title>Landing</title>
  <script type="module" src="/e2e/graph.mjs"></script>
  <script type="module" src="/e2e/landing.mjs"></script>`;

const READER = `
  window.seen ??= [];
  seen.push(['script', location.href, document.URL, document.documentURI]);
  for (const type of ['DOMContentLoaded', 'load', 'pageshow'])
    addEventListener(type, () => seen.push([type, location.href, document.URL, window.navigation?.currentEntry.url ?? location.href]));
  setTimeout(() => seen.push(['timer', location.href]));`;

const serve = (context, address, contentType, body) =>
  context.route(
    (url) => url.href.split(/[?#]/)[0] === address,
    (route) => route.fulfill({ contentType, body }),
  );

for (const [name, page, scripts] of [
  [
    'modules, deferred scripts and listeners behind auto',
    PAGE,
    ['module', 'script', 'DOMContentLoaded', 'load', 'pageshow'],
  ],
  ['a module that is imported after auto', GRAPH, ['script', 'load', 'pageshow']],
]) {
  visit(`no other script of the page sees the token: ${name}`, async ({ page: tab, context, server }) => {
    const { host, melody } = server;
    await serve(context, `${host}/e2e/first.html`, 'text/html', page);
    await serve(context, `${host}/e2e/reader.js`, 'text/javascript', READER);
    const graph = "import '/embed-host/auto.js';\nimport '/e2e/reader.js';";
    await serve(context, `${host}/e2e/graph.mjs`, 'text/javascript', graph);
    const { query } = await melody.issue();
    const landing = await Landing.at(tab, server, `${host}/e2e/first.html?x=1&${query}#y`);
    await landing.open();

    const seen = await landing.run(() => window.seen);
    for (const script of scripts)
      assert.ok(
        seen.some(([kind]) => kind === script),
        `${script} has looked`,
      );
    const addresses = [...new Set(seen.flatMap(([, ...read]) => read))].map((address) =>
      melody.masked(address),
    );
    assert.deepEqual(addresses, [`${host}/e2e/first.html?x=1#y`]);
  });
}

/** The addresses that requests to the host's own origin mention as their referrer, once they are answered: a page that is left earlier may complain. */
function keepReferrers({ page, server }) {
  const kept = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== server.host || request.isNavigationRequest()) return;
    kept.push(answered(request));
  });
  const answered = async (request) => {
    const { referer } = await request.allHeaders();
    await (await request.response())?.finished();
    return { path: new URL(request.url()).pathname, referer };
  };
  return () => Promise.all(kept);
}

visit('after the scrub no request to the own server mentions the token', async (scene) => {
  const { page, server } = scene;
  const landing = await Landing.with(page, server, await server.melody.issue());
  const referrers = keepReferrers(scene);
  await landing.open();
  await landing.run(async () => {
    await fetch('/config.json', { cache: 'no-store' });
    const image = new Image();
    image.src = '/favicon.svg';
    await image.decode();
  });

  const mentioned = await referrers();
  assert.deepEqual(
    mentioned.map(({ path }) => path),
    ['/config.json', '/favicon.svg'],
  );
  for (const { referer } of mentioned)
    assert.equal(server.melody.masked(referer), `${server.host}/e2e/landing.html`);
});

visit('the exchange mentions no page at all', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  const exchange = page.waitForRequest(`${server.melody.origin}/oauth2/v1/token`);
  await landing.open();

  const { referer, origin } = await (await exchange).allHeaders();
  assert.deepEqual({ referer, origin }, { referer: undefined, origin: server.host });
});

// A page for each: Firefox reports what a page fetches as failed where the page is left meanwhile.
for (const [what, path, mentions] of [
  ['mention the token', '/e2e/landing.html', true],
  ['mention no token where the page has Referrer-Policy: no-referrer', '/support/app', false],
]) {
  visit(`requests before the scrub ${what}`, async (scene) => {
    const { page, server } = scene;
    const { query, token } = await server.melody.issue();
    const referrers = keepReferrers(scene);
    await Landing.goTo(page, server, `${server.host}${path}?${query}`);
    const mentioned = await referrers();
    assert.ok(mentioned.some((request) => request.path === '/embed-host/auto.js'));
    assert.equal(
      mentioned.some(({ referer }) => referer?.includes(token)),
      mentions,
    );
  });
}

visit('where there is no link, auto asks for nothing and changes nothing', async ({ page, server }) => {
  const calls = [];
  page.on('request', (request) => calls.push(new URL(request.url()).origin));
  const address = `${server.host}/e2e/landing.html?x=1#y`;
  const landing = await Landing.at(page, server, address);

  assert.equal(landing.address(), address);
  assert.deepEqual([...new Set(calls)], [server.host]);
  assert.deepEqual(await landing.run(() => [history.state, sessionStorage.length, localStorage.length]), [
    null,
    0,
    0,
  ]);
  assert.equal(await landing.open(), null);
  assert.deepEqual([...new Set(calls)], [server.host], 'nor does impersonate()');
});
