import assert from 'node:assert/strict';

import { countListeners } from './harness/browser.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario(
  'mount, close, mount in one tick is one frame, one listener, one call and one mint',
  async ({ host, server, page }) => {
    const before = await countListeners(page, 'window', 'message');
    await host.run(() => {
      stage.mount('first');
      stage.embeds.first.close();
      stage.mount('second');
    });
    await host.becomes('second', 'live');
    const guest = await host.guest('second');
    await guest.works();

    assert.equal(await host.iframes(), 1);
    assert.equal((await countListeners(page, 'window', 'message')) - before, 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
    assert.equal(await host.outcome('first'), 'aborted');
    assert.equal(await host.outcome('second'), 'resolved');
  },
);

scenario('mount, close, mount in one tick on one shared source is one call', async ({ host, server }) => {
  await host.run(() => {
    const token = new sdk.TokenSource('/api/wisdom-token');
    stage.mount('first', { token });
    stage.embeds.first.close();
    stage.mount('second', { token });
  });
  await host.becomes('second', 'live');

  assert.equal(await host.iframes(), 1);
  assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
});

/** Mounts as a component does whose effect is run, cleaned up and run again. Runs in the page. */
async function component(gap) {
  const pauses = {
    none: null,
    microtask: () => Promise.resolve(),
    task: () =>
      new Promise((go) => {
        setTimeout(go);
      }),
    frame: () =>
      new Promise((go) => {
        requestAnimationFrame(go);
      }),
  };
  const effect = (name) => {
    const embed = stage.mount(name);
    return () => embed.close();
  };
  const cleanUp = effect('first');
  await pauses[gap]?.();
  cleanUp();
  await pauses[gap]?.();
  effect('second');
}

scenario(
  'an effect that is run twice, as StrictMode does, leaves one embed that works, whatever passes between',
  async ({ host, server }) => {
    for (const [round, gap] of ['none', 'microtask', 'task', 'frame'].entries()) {
      await host.run(component, gap);
      await host.becomes('second', 'live');
      const guest = await host.guest('second');
      await guest.works();
      await guest.ask();
      await guest.answered();

      assert.equal(await host.iframes(), 1, gap);
      assert.equal(await host.state('first'), 'closed', gap);
      assert.equal((await host.types('first')).at(-1), 'closed', gap);
      assert.equal((await server.counts()).pages, round + 1, gap);
      await host.close('second');
    }
  },
);

scenario(
  'an older embed that is closed late, or fails late, leaves the newer one in its container alone',
  async ({ host, server }) => {
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await host.mount('older', { timeout: 900 });
    await server.called(1);
    const guest = await host.mountAndLoad('newer');
    assert.equal(await host.settles('older'), 'timeout');
    assert.equal(await host.iframes(), 2);
    await host.close('older');

    assert.equal(await host.iframes(), 1);
    assert.equal(await host.state('newer'), 'live');
    await guest.ask();
    await guest.answered();
  },
);

scenario('a listener of closed that mounts anew is served', async ({ host }) => {
  await host.mountAndLoad('first');
  await host.run(() => {
    stage.embeds.first.addEventListener('closed', () => {
      stage.mount('second', { view: 'dashboards' });
    });
    stage.embeds.first.close();
  });
  await host.becomes('second', 'live');
  const guest = await host.guest('second');
  await guest.ask();

  await guest.answered();
  assert.equal(await host.iframes(), 1);
});

scenario(
  'an embed whose container the page takes away can be closed, and another mounted',
  async ({ host, server }) => {
    await host.mountAndLoad('first');
    await host.run(() => {
      document.querySelector('#place').remove();
      stage.embeds.first.close();
    });
    await host.run(() => {
      stage.mount('second', {}, '#elsewhere');
    });
    await host.becomes('second', 'live');

    assert.equal(await host.iframes(), 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario(
  'twenty embeds, mounted and closed in turn, are each served while they are there',
  async ({ host, server }) => {
    for (let round = 0; round < 20; round += 1) {
      await host.run(() => {
        stage.mount('embed');
      });
      await until('an address', () => host.run(() => stage.embeds.embed.iframe.hasAttribute('src')));
      await host.close();
    }
    await host.fence();

    assert.equal(await host.iframes(), 0);
    assert.deepEqual(await server.calls(), { tokenRequests: 20, minted: 20 });
  },
);
