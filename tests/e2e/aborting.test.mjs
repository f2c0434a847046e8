import assert from 'node:assert/strict';

import { countListeners } from './harness/browser.mjs';
import { remains } from './harness/remains.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Where the browser has no `Symbol.dispose`, the last of them is close(). */
const WAYS = {
  'its signal is aborted': () => window.controller.abort(new Error("the host's own reason")),
  'it is disposed of': () => stage.embeds.embed[Symbol.dispose ?? 'close'](),
};

/**
 * Brings an embed into a state, and ends it in every way but close(), which has tests of its own. Nothing of
 * the embed may be left, and nothing may come of it however long one waits.
 */
function ending(state, bring, { ready = 'resolved', user = 'alice' } = {}) {
  scenario(
    `an embed ${state} ends when its signal is aborted, and when it is disposed of`,
    { clock: true, guests: 'blank', user },
    async (scene) => {
      const { host, server, page, time, context } = scene;
      const before = await remains(scene);
      for (const [way, end] of Object.entries(WAYS)) {
        await server.tokenEndpoint({ kind: 'none' });
        await host.run(() => {
          window.controller = new AbortController();
        });
        await bring(scene);
        await host.run(end);
        await server.release();
        const { types, calls } = await ended(scene);

        assert.deepEqual(await remains(scene), before, way);
        assert.equal(await countListeners(page, 'window.controller.signal', 'abort'), 0, way);
        assert.equal(await host.settles(), ready, way);
        await context.setOffline(false);
        await time.passes(1_200);
        assert.deepEqual(await host.types(), types, way);
        assert.equal((await server.counts()).tokenRequests, calls, way);
      }
    },
  );
}

/** Looks at an embed that has just ended. */
async function ended({ host, server }) {
  const types = await host.types();
  assert.equal(await host.state(), 'closed');
  assert.deepEqual(types.slice(-2), ['statechange', 'closed']);
  return { types, calls: (await server.counts()).tokenRequests };
}

const mount = ({ host }, options = {}) =>
  host.run((given) => {
    stage.mount('embed', { signal: window.controller.signal, ...given });
  }, options);

async function load(scene, options) {
  await mount(scene, options);
  await scene.host.becomes('embed', 'live');
}

/** Has the next call of the token endpoint never end, and waits until it is there. */
async function holdNextCall({ server }, action) {
  const { tokenRequests } = await server.counts();
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await action();
  await server.called(tokenRequests + 1);
}

ending('whose first token is under way', (scene) => holdNextCall(scene, () => mount(scene)), {
  ready: 'aborted',
});

ending(
  'whose first token could not be had',
  async (scene) => {
    await scene.server.tokenEndpoint({ kind: 'status', status: 404 });
    await mount(scene);
    await scene.host.settles();
  },
  { ready: 'backend-status' },
);

ending('that is live', (scene) => load(scene));

ending('whose guest waits for an answer', async (scene) => {
  await load(scene);
  const guest = await scene.host.guest();
  await holdNextCall(scene, () => guest.ask());
});

ending('between two tries', async (scene) => {
  const { host, server } = scene;
  await load(scene, { timeout: 600_000 });
  const { tokenRequests } = await server.counts();
  await server.tokenEndpoint({ kind: 'status', status: 503 });
  await (await host.guest()).ask();
  await server.called(tokenRequests + 2);
});

ending('with a token in hand', async (scene) => {
  const { host, server, time } = scene;
  await load(scene, { timeout: 600_000 });
  await server.tellNextTokensApart();
  const { tokenAnswered } = await server.counts();
  await time.passes(545);
  await until('a token in hand', async () => (await server.counts()).tokenAnswered > tokenAnswered);
  await host.fence();
});

ending('that is degraded, while a token is sought', async (scene) => {
  const { host, time } = scene;
  await load(scene, { mintAhead: false, timeout: 600_000 });
  await time.passes(580);
  await holdNextCall(scene, () =>
    time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded'),
  );
});

ending('that is degraded, offline', async (scene) => {
  const { host, time, context } = scene;
  await load(scene);
  // No token is fetched ahead yet.
  await time.passes(200);
  await context.setOffline(true);
  await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded');
  await host.fired('embed', 'tokenerror');
});

ending('that is being reloaded', async (scene) => {
  await load(scene);
  await holdNextCall(scene, () =>
    scene.host.run(() => {
      stage.embeds.embed.reload().catch(() => {});
    }),
  );
});

ending('whose user is being switched', async (scene) => {
  await load(scene);
  await holdNextCall(scene, () =>
    scene.host.run(() => {
      stage.embeds.embed.switchUser({ token: '/api/wisdom-token', user: 'bob' }).catch(() => {});
    }),
  );
});

ending(
  'that is refused',
  async (scene) => {
    await mount(scene);
    await scene.host.becomes('embed', 'refused');
  },
  { ready: 'refused', user: null },
);
