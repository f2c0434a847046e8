import assert from 'node:assert/strict';

import { countListeners } from './harness/browser.mjs';
import { remains } from './harness/remains.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/**
 * Brings one embed into a state, closes it, and lets everything that was held go on. Nothing of the embed may
 * be left: no frame, no listener, no timer, and after `closed` no event, no call and no message.
 */
function closing(state, { ready, calls, guests = 'working' }, bring) {
  scenario(`close() ${state} leaves nothing`, { guests }, async (scene) => {
    const { host, server, page } = scene;
    const before = await remains(scene);
    const letGo = await bring(scene);
    await host.close();
    const types = await host.types();
    assert.deepEqual(await remains(scene), before);
    assert.equal(await host.state(), 'closed');
    assert.equal(await host.settles(), ready);
    assert.deepEqual(types.slice(-2), ['statechange', 'closed']);
    assert.equal(types.filter((type) => type === 'closed').length, 1);

    await letGo?.();
    await server.release();
    await host.run(() => stage.embeds.embed.close());
    await nextEmbedWorks(scene);
    assert.deepEqual(await host.types(), types);
    assert.equal(await countListeners(page, 'stage.embeds.embed.iframe', 'load'), 0);
    assert.equal((await server.counts()).tokenRequests, calls + 1);
  });
}

/** A fence for everything: another embed is mounted and its guest is answered. */
async function nextEmbedWorks({ host, server }) {
  await server.tokenEndpoint({ kind: 'none' });
  await host.mount('next', { view: 'dashboards' });
  await host.becomes('next', 'live');
  await host.close('next');
}

async function hold({ host, server }, calls) {
  await server.called(calls);
  await host.fence();
}

closing('in the tick of mount', { ready: 'aborted', calls: 0 }, async ({ host }) => {
  await host.run(() => {
    stage.mount('embed');
    stage.embeds.embed.close();
  });
});

closing('during its first fetch', { ready: 'aborted', calls: 1 }, async (scene) => {
  await scene.server.tokenEndpoint({ kind: 'hang', times: 1 });
  await scene.host.mount();
  await hold(scene, 1);
});

closing('during the body of its first fetch', { ready: 'aborted', calls: 1 }, async (scene) => {
  await scene.server.tokenEndpoint({ kind: 'stall', times: 1 });
  await scene.host.mount();
  await hold(scene, 1);
});

closing('during its first callback', { ready: 'aborted', calls: 0, guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    stage.mount('embed', {
      token: () =>
        new Promise((give) => {
          window.give = give;
        }),
    });
  });
  await until('a callback that is called', () => host.run(() => typeof window.give === 'function'));
  return () => host.run(() => window.give(stage.craft()));
});

closing(
  'between the first token and the load',
  { ready: 'aborted', calls: 1 },
  async ({ host, context, server }) => {
    let load;
    const held = new Promise((resolve) => {
      load = resolve;
    });
    await context.route(`${server.wisdom}/embed/search**`, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await host.mount();
    await until('an address', () => host.run(() => stage.embeds.embed.iframe.hasAttribute('src')));
    assert.equal(await host.state(), 'loading');
    return load;
  },
);

closing('while it is live', { ready: 'resolved', calls: 1 }, async ({ host }) => {
  await host.mountAndLoad();
});

closing('during a renewal', { ready: 'resolved', calls: 2 }, async (scene) => {
  const guest = await scene.host.mountAndLoad();
  await scene.server.tokenEndpoint({ kind: 'hang', times: 1 });
  await guest.ask(3);
  await hold(scene, 2);
});

closing('after a renewal that failed', { ready: 'resolved', calls: 2 }, async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
  await guest.ask();
  await host.fired('embed', 'tokenerror');
});

closing(
  'after its first token could not be had',
  { ready: 'backend-status', calls: 1 },
  async ({ host, server }) => {
    await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
    await host.mount();
    await host.settles();
  },
);

closing('once it is refused', { ready: 'refused', calls: 1 }, async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 401, times: 1 });
  await host.mount();
  await host.settles();
});

closing('after a refused renewal', { ready: 'resolved', calls: 2 }, async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await server.tokenEndpoint({ kind: 'status', status: 403, times: 1 });
  await guest.ask();
  await host.becomes('embed', 'refused');
});

scenario(
  'close() between two tries of a renewal is the end of the tries',
  { guests: 'blank' },
  async (scene) => {
    const { host } = scene;
    await host.run(() => {
      const token = stage.craft();
      window.calls = 0;
      stage.mount('embed', {
        token: () => {
          window.calls += 1;
          return token;
        },
      });
    });
    await host.becomes('embed', 'live');
    await (await host.guest()).ask();
    await until(
      'a second try',
      () => host.run(() => window.calls),
      (calls) => calls >= 3,
    );
    const closed = await host.run(() => {
      stage.embeds.embed.close();
      return { calls: window.calls, timers: window.timers.size };
    });
    await nextEmbedWorks(scene);

    assert.equal(closed.timers, 0);
    assert.equal(await host.run(() => window.calls), closed.calls);
  },
);

scenario('a fetch that is under way is aborted by close()', async ({ host, server }) => {
  for (const [round, kind] of ['hang', 'stall'].entries()) {
    await server.tokenEndpoint({ kind, times: 1 });
    await host.mount(kind, { timeout: 60_000 });
    await server.called(round + 1);
    await host.close(kind);
    await server.aborted(round + 1);
  }
});

scenario('a callback that is under way is told of close() by its signal', async ({ host }) => {
  await host.run(() => {
    stage.mount('embed', {
      token: ({ signal }) =>
        new Promise(() => {
          window.told = signal;
        }),
    });
  });
  await until('a callback that is called', () => host.run(() => window.told instanceof AbortSignal));
  assert.equal(await host.run(() => window.told.aborted), false);

  await host.close();
  assert.equal(await host.run(() => window.told.aborted), true);
});

scenario('closed fires inside close(), once, as the last event', async ({ host }) => {
  await host.mountAndLoad();
  const seen = await host.run(() => {
    const { embed } = stage.embeds;
    const order = [];
    embed.addEventListener('closed', () => order.push(`closed while ${embed.state}`));
    embed.close();
    order.push('close() returned');
    embed.close();
    embed.close();
    return { order, connected: embed.iframe.isConnected, isFrame: embed.iframe instanceof HTMLIFrameElement };
  });

  assert.deepEqual(seen, {
    order: ['closed while closed', 'close() returned'],
    connected: false,
    isFrame: true,
  });
});

scenario('close() touches no child of the container but its own', async ({ host }) => {
  await host.run(() => {
    document.querySelector('#place').innerHTML = '<p>before</p>';
    stage.mount('embed');
    document
      .querySelector('#place')
      .insertAdjacentHTML('beforeend', '<p>after</p><iframe title="theirs"></iframe>');
    stage.embeds.embed.close();
  });

  assert.equal(
    await host.run(() => document.querySelector('#place').innerHTML),
    '<p>before</p><p>after</p><iframe title="theirs"></iframe>',
  );
});

scenario('an embed is disposed of as it is closed', async ({ host }) => {
  await host.mountAndLoad();
  await host.run(() => stage.embeds.embed[Symbol.dispose]());

  assert.equal(await host.state(), 'closed');
  assert.equal(await host.iframes(), 0);
});

scenario(
  'a signal closes the embed when it is aborted, and lets go of it when the embed is closed before',
  async (scene) => {
    const { host, server, page } = scene;
    const before = await remains(scene);
    await server.tokenEndpoint({ kind: 'hang', times: 2 });
    await host.run(() => {
      window.controllers = [new AbortController(), new AbortController()];
      stage.mount('aborted', { signal: window.controllers[0].signal, timeout: 60_000 });
      stage.mount('closed', { signal: window.controllers[1].signal });
    });
    await server.called(2);
    await host.run(() => window.controllers[0].abort(new Error("the host's own reason")));
    assert.equal(await host.state('aborted'), 'closed');
    assert.equal(await host.settles('aborted'), 'aborted');
    assert.equal((await host.events('aborted', 'closed')).length, 1);
    await server.aborted(1);

    await host.close('closed');
    assert.equal(await countListeners(page, 'window.controllers[1].signal', 'abort'), 0);
    const types = await host.types('closed');
    await host.run(() => window.controllers[1].abort());
    assert.deepEqual(await host.types('closed'), types);
    assert.deepEqual(await remains(scene), before);
  },
);

scenario(
  'a signal that is aborted already gives a closed embed: no frame, no call, no event',
  async ({ host, server }) => {
    await host.run(() => {
      stage.mount('embed', { signal: AbortSignal.abort() });
      window.state = stage.embeds.embed.state;
    });

    assert.equal(await host.run(() => window.state), 'closed');
    assert.equal(await host.settles(), 'aborted');
    await host.fence();
    assert.equal(await host.iframes(), 0);
    assert.deepEqual(await host.types(), []);
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
  },
);
