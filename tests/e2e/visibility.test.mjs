// In a plain browser, where another tab in front really hides the page: the driver's usual override of the
// focus keeps every page visible.
import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const TABS = { plain: true, clock: true, guests: 'blank' };

/** Opens another tab in front of the page. */
async function hide({ context, host }) {
  await context.newPage();
  await until('a hidden page', () => host.run(() => document.hidden));
}

async function show({ page, host }) {
  await page.bringToFront();
  await until('a page that is shown', () => host.run(() => !document.hidden));
}

scenario(
  'a hidden page fetches nothing ahead and has no timer; once it is shown, the token is there at once',
  TABS,
  async (scene) => {
    const { host, time } = scene;
    const guest = await host.mountMinting('embed', 600);
    assert.equal(await host.run(() => window.timers.size), 1);
    await hide(scene);
    assert.equal(await host.run(() => window.timers.size), 0);
    await time.passes(570);
    assert.deepEqual(await host.reasons(), ['mount']);

    await show(scene);
    assert.deepEqual(await host.minted('embed', 2), ['mount', 'ahead']);
    await guest.ask();
    await guest.answered();
    assert.equal((await host.fired('embed', 'tokensent')).ahead, true);
  },
);

scenario('a guest that asks while its page is hidden is answered', TABS, async (scene) => {
  const { host, time } = scene;
  const guest = await host.mountMinting('embed', 600);
  await hide(scene);
  await time.passes(590);
  await guest.ask();
  await guest.answered();

  assert.deepEqual(await host.reasons(), ['mount', 'request']);
  assert.equal(await host.state(), 'live');
});

scenario(
  'a page that was hidden over the end of its token fetches one once it is shown, and its guest goes on in place',
  TABS,
  async (scene) => {
    const { host, time } = scene;
    const guest = await host.mountMinting('embed', 600);
    await hide(scene);
    await time.passes(7_200);
    assert.deepEqual(await host.reasons(), ['mount']);

    await show(scene);
    await host.becomes('embed', 'degraded');
    assert.deepEqual(await host.minted('embed', 2), ['mount', 'recover']);
    await guest.ask();
    await guest.answered();
    await host.becomes('embed', 'live');
    assert.equal(await host.iframes(), 1);
    assert.equal((await host.events('embed', 'ready')).length, 1);
  },
);

scenario(
  'no frame is rebuilt while the page is hidden, nor for 15 s after it is shown',
  TABS,
  async (scene) => {
    const { host, time } = scene;
    await host.mountMinting('embed', 600);
    await time.passes(590);
    await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded', 5);
    await host.minted('embed', 2);
    await hide(scene);
    await time.passes(120);
    assert.equal(await host.state(), 'degraded');
    await time.stands();
    await show(scene);
    await time.passes(14);
    assert.equal(await host.state(), 'degraded');
    await time.passes(2);
    await host.becomes('embed', 'live');

    assert.equal((await host.events('embed', 'ready')).length, 2);
  },
);

scenario(
  'a view that is mounted in a hidden page loads; a first token that could not be had there is sought once it is shown',
  TABS,
  async (scene) => {
    const { host, time, server } = scene;
    await hide(scene);
    await host.mountMinting('loads', 600);
    await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
    await host.mount('failing');
    assert.equal(await host.settles('failing'), 'backend-status');
    await time.passes(300);
    assert.equal(await host.state('failing'), 'loading');
    assert.equal((await server.counts()).tokenRequests, 1);

    await show(scene);
    await host.becomes('failing', 'live');
    assert.equal((await server.counts()).tokenRequests, 2);
  },
);
