// In a plain browser, which keeps a page that was left, with its frames, timers and closures, for Back.
import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Keeps how the page was shown. Runs in every page before its scripts. */
function recordShows() {
  window.shows = [];
  window.addEventListener('pageshow', ({ persisted }) => window.shows.push(persisted));
}

const CACHED = { plain: true, scripts: [recordShows] };

/**
 * Mounts a guest of a server's: a browser need not keep a page with a frame whose answer was a test's own. It tells its parent of each
 * answer, since the driver has lost sight of the frames in a page that is back.
 */
const mount = ({ host, server }, life, options) =>
  host.mountMinting('embed', life, { origin: server.attacker, view: { path: '/e2e/answering.html' }, ...options });

/** Leaves the page, stays away for as many milliseconds at least, and comes back to the very same document. */
async function leaveAndComeBack({ page, host, server }, away = 0) {
  const left = performance.now();
  await page.goto(`${server.host}/e2e/bare.html`);
  await until('time to come back', () => performance.now() - left > away);
  await page.goBack({ waitUntil: 'commit' });
  assert.deepEqual(await host.run(() => window.shows), [false, true], 'the page came from the cache');
}

/** Has the guest ask, and waits for the answers so far, each by its document. */
async function answers(host, times) {
  await host.run(() => stage.embeds.embed.iframe.contentWindow.postMessage({ type: 'ask' }, '*'));
  return until(
    `${times} answers`,
    () =>
      host.run(() => window.mailbox.map(({ type }) => type).filter((type) => type.startsWith('answered'))),
    ({ length }) => length >= times,
  );
}

scenario(
  'a page that comes back with a token that lives goes on as if nothing had been',
  CACHED,
  async (scene) => {
    const { host } = scene;
    await mount(scene, 600);
    const [document] = await answers(host, 1);
    const before = await host.events();
    await leaveAndComeBack(scene);
    assert.deepEqual(await host.events(), before);
    assert.deepEqual(await host.reasons(), ['mount', 'request']);

    assert.deepEqual(await answers(host, 2), [document, document]);
    assert.equal(await host.state(), 'live');
    assert.deepEqual(await host.reasons(), ['mount', 'request', 'request']);
  },
);

scenario(
  'a page that comes back with a token that ran out seeks one at once, and its guest goes on in place',
  CACHED,
  async (scene) => {
    const { host } = scene;
    await mount(scene, 2, { mintAhead: false });
    const [document] = await answers(host, 1);
    await host.run(() => {
      stage.mints.embed.life = 600;
    });
    await leaveAndComeBack(scene, 2_000);
    assert.deepEqual(await host.minted('embed', 3), ['mount', 'request', 'recover']);
    assert.equal(await host.state(), 'degraded');

    assert.deepEqual(await answers(host, 2), [document, document]);
    await host.becomes('embed', 'live');
    assert.equal((await host.events('embed', 'tokensent')).at(-1).ahead, true);
    assert.equal(await host.iframes(), 1);
  },
);

scenario('an embed that was closed before its page was left stays closed', CACHED, async (scene) => {
  const { host } = scene;
  await mount(scene, 2);
  await host.close();
  const types = await host.types();
  await leaveAndComeBack(scene);
  await host.fence();

  assert.equal(await host.state(), 'closed');
  assert.deepEqual(await host.types(), types);
  assert.equal(await host.iframes(), 0);
});
