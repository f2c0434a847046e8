import assert from 'node:assert/strict';

import { tabHistory } from './harness/browser.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { withoutWebAssembly } from './harness/no-wasm.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

/**
 * A page with a router that read the address before auto did, as one that a server rendered does, and puts it
 * back while it starts, before the page has loaded.
 */
const PAGE = `<!doctype html><title>Landing</title><link rel="icon" href="data:," />
  <script src="/e2e/router.js"></script>
  <script type="module" src="/embed-host/auto.js"></script>
  <script type="module">window.seen = [location.href]; putBack(); seen.push(location.href);</script>
  <script type="module" src="/e2e/landing.mjs"></script>`;

const ROUTER = `
  const remembered = location.href;
  window.putBack = () => history.replaceState({ of: 'the router' }, '', remembered);`;

/** Where the link stands, and what is left of the address. */
const PLACES = [
  ['query', (query) => `?x=1&${query}#y`, '?x=1#y'],
  ['hash', (query) => `#${query}`, ''],
  ['hash route', (query) => `#/inbox?tab=2&${query}`, '#/inbox?tab=2'],
];

/** Browsers before 2026 have no Navigation API. */
function withoutNavigation() {
  Object.defineProperty(window, 'navigation', { value: undefined });
}

const serve = (context, host) =>
  context.route(
    (url) => [`${host}/e2e/routed.html`, `${host}/e2e/router.js`].includes(url.href.split(/[?#]/)[0]),
    (route) => {
      const isPage = route.request().url().includes('routed.html');
      return route.fulfill({
        contentType: isPage ? 'text/html' : 'text/javascript',
        body: isPage ? PAGE : ROUTER,
      });
    },
  );

async function open({ page, context, server }, behind) {
  await serve(context, server.host);
  const { query } = await server.melody.issue();
  return Landing.at(page, server, `${server.host}/e2e/routed.html${behind(query)}`);
}

/** Whether the link is in the address. */
const holdsLink = () => location.href.includes('refresh_token');

for (const [place, behind, left] of PLACES) {
  visit(`a link that a router puts back is gone at once: ${place}`, async (scene) => {
    const { page, server } = scene;
    const landing = await open(scene, behind);
    const clean = `${server.host}/e2e/routed.html${left}`;
    const seen = await landing.run(() => window.seen);
    assert.deepEqual(seen.map((address) => server.melody.masked(address)), [clean, clean], 'while the page loads');
    assert.equal(landing.address(), clean);

    const putBack = () => {
      window.putBack();
      return [location.href.includes('refresh_token'), history.state];
    };
    assert.deepEqual(await landing.run(putBack), [false, { of: 'the router' }], 'when it has loaded');
    assert.equal((await landing.open()).subject, ALICE);
    assert.deepEqual(await landing.run(putBack), [false, { of: 'the router' }], 'while a session runs');

    assert.equal((await landing.open()).subject, ALICE, 'it is the same link');
    assert.equal(landing.address(), clean);
    assert.deepEqual(await server.melody.counted('exchanges', 'revokes'), [1, 0]);
    const { addresses } = await tabHistory(page);
    assert.equal(addresses.join('\n').includes('refresh_token'), false);
  });

  visit(
    `without the Navigation API it is gone once the page has loaded: ${place}`,
    { scripts: [withoutNavigation] },
    async (scene) => {
      const { server } = scene;
      const landing = await open(scene, behind);
      const isGone = (when) => until(`the address clean ${when}`, async () => !(await landing.run(holdsLink)));
      assert.equal(await landing.run(() => seen[1].includes('refresh_token')), true, 'the router put it back');
      await isGone('when the page has loaded');

      await landing.run(() => putBack());
      assert.equal((await landing.open()).subject, ALICE);
      assert.equal(landing.address(), `${server.host}/e2e/routed.html${left}`, 'after impersonate()');

      await landing.run(() => {
        putBack();
        history.pushState(null, '', '/e2e/elsewhere');
        history.back();
      });
      await isGone('after Back');
      assert.equal((await landing.open()).subject, ALICE);
      assert.deepEqual(await server.melody.counted('exchanges', 'revokes'), [1, 0]);
    },
  );
}

visit(
  'what a router puts back during the exchange is gone when impersonate() returns',
  { scripts: [withoutNavigation] },
  async (scene) => {
    const { melody, host } = scene.server;
    const landing = await open(scene, PLACES[0][1]);
    await melody.behaves({ exchange: { kind: 'hang' } });
    await landing.run(() => {
      window.opened = landing.open();
    });
    await melody.reaches('exchanges', 1);
    await landing.run(() => putBack());
    await melody.release();

    assert.equal((await landing.run(() => window.opened)).subject, ALICE);
    assert.equal(landing.address(), `${host}/e2e/routed.html?x=1#y`);
  },
);

for (const [how, fight] of [
  [
    'at once',
    () =>
      navigation.addEventListener('currententrychange', () => {
        if (!location.href.includes('refresh_token') && rounds++ < 500) putBack();
      }),
  ],
  [
    'a moment later',
    () =>
      navigation.addEventListener('currententrychange', () => {
        if (!location.href.includes('refresh_token') && rounds++ < 500) setTimeout(putBack);
      }),
  ],
]) {
  visit(`a router that puts the link back for ever wins after some rounds: ${how}`, async (scene) => {
    const landing = await open(scene, PLACES[0][1]);
    await landing.run(() => {
      window.rounds = 0;
    });
    await landing.run(fight);
    await landing.run(() => putBack());
    let last;
    await until('the end of it', async () => {
      const before = last;
      last = await landing.run(() => new Promise((resolve) => setTimeout(resolve, 0, rounds)));
      return last > 0 && last === before;
    });

    assert.ok(last < 60, `${last} rounds`);
    assert.equal((await landing.open()).subject, ALICE, 'the app goes on');
    assert.deepEqual(await scene.server.melody.counted('exchanges'), [1]);
  });
}

visit('a malformed link that a router puts back is told of once', async (scene) => {
  const { page, context, server } = scene;
  await serve(context, server.host);
  const landing = await Landing.at(page, server, `${server.host}/e2e/routed.html?refresh_token=&x=1`);
  assert.equal(landing.address(), `${server.host}/e2e/routed.html?x=1`);
  assert.equal((await landing.open()).code, 'link-malformed');
  await landing.run(() => putBack());

  assert.equal(landing.address(), `${server.host}/e2e/routed.html?x=1`);
  assert.equal(await landing.open(), null);
});

visit('where a policy forbids WebAssembly, a router does not bring the link back either', async (scene) => {
  const { page, context, server } = scene;
  await withoutWebAssembly(context, `${server.host}/e2e/landing.html`);
  const { query } = await server.melody.issue();
  const landing = await Landing.at(page, server, `${server.host}/e2e/landing.html?x=1&${query}`);
  const putBack = (parameters) => {
    history.replaceState('state', '', `?x=1&${parameters}`);
    return [location.search.includes('refresh_token'), location.search.slice(0, 4), history.state];
  };

  for (const when of ['first', 'again'])
    assert.deepEqual(await landing.run(putBack, query), [false, '?x=1', 'state'], when);
});
