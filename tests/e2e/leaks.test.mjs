import assert from 'node:assert/strict';

import { collectGarbage, keepsSome } from './harness/browser.mjs';
import { findMemory, memoryOf } from './harness/garbage.mjs';
import { remains } from './harness/remains.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Runs so many rounds of mount and close in the page, of each kind in turn, and watches what they made. */
async function rounds(count) {
  const options = (given) => ({ origin: wisdom, view: 'search', token: () => stage.craft(), ...given });
  const event = (target, type) =>
    new Promise((fired) => {
      target.addEventListener(type, fired, { once: true });
    });
  // An iframe in the document costs the browser more than everything else here, so most rounds go without.
  const outside = document.createElement('div');
  const mount = (given) => sdk.mount(window.watched.length % 20 ? outside : '#place', options(given));
  const kinds = [
    () => mount(),
    () => mount({ token: '/api/wisdom-token' }),
    () => mount({ token: () => new Promise(() => {}) }),
    () => {
      const embed = mount({ user: 'alice' });
      for (const type of ['ready', 'statechange', 'closed']) embed.addEventListener(type, () => embed.state);
      embed.switchUser({ token: () => stage.craft(), user: 'bob' }).catch(() => {});
      embed.reload().catch(() => {});
      return embed;
    },
    async () => {
      const embed = mount({ token: () => 'no token' });
      await event(embed, 'tokenerror');
      return embed;
    },
    async () => {
      const controller = new AbortController();
      const source = new sdk.TokenSource(() => stage.craft());
      window.watched.push(new WeakRef(source));
      const embed = mount({ token: source, signal: controller.signal });
      await Promise.resolve();
      controller.abort();
      source.close();
      return embed;
    },
    () => sdk.attach(document.createElement('iframe'), options({ view: undefined })),
  ];
  const loads = async () => {
    const embed = sdk.mount('#place', options());
    await embed.ready;
    const source = embed.iframe.contentWindow;
    const data = { type: 'REQUEST_JWT_TOKEN' };
    window.dispatchEvent(new MessageEvent('message', { data, origin: wisdom, source }));
    await event(embed, 'tokensent');
    await embed.reload();
    return embed;
  };
  window.watched ??= [];
  for (let round = 0; round < count; round += 1) {
    const make = round % 50 === 0 ? loads : kinds[round % kinds.length];
    const embed = await make();
    const [first] = [embed.iframe];
    window.watched.push(new WeakRef(embed), new WeakRef(first));
    embed.close();
  }
}

const alive = (host) => host.run(() => window.watched.filter((reference) => reference.deref()).length);

scenario(
  'a thousand rounds of mount and close, in every state, leave nothing after the garbage is collected',
  { guests: 'blank', scripts: [findMemory] },
  async (scene) => {
    const { host } = scene;
    const before = await remains(scene);
    await host.run(rounds, 100);
    await host.fence();
    const counted = await collectGarbage(scene);
    const memory = await memoryOf(host);
    const begun = performance.now();
    await host.run(rounds, 900);
    const took = performance.now() - begun;
    await host.fence();

    assert.deepEqual(await remains(scene), before);
    assert.deepEqual(await collectGarbage(scene), counted);
    assert.equal(await memoryOf(host), memory);
    assert.equal(await host.run(() => window.watched.length > 2_000), true);
    // Of the rarest kind there are twenty.
    const kept = await alive(host);
    assert.ok(kept <= (keepsSome ? 5 : 0), `${kept} of 2000 are kept`);
    assert.ok(took < 30_000, `took ${took} ms`);
  },
);

scenario(
  'five thousand embeds take no more memory of WebAssembly than a hundred',
  { scripts: [findMemory] },
  async ({ host, server }) => {
    const run = (hundreds) =>
      host.run(async (times) => {
        const container = document.createElement('div');
        const options = { origin: wisdom, view: 'search', token: '/api/wisdom-token', user: 'alice' };
        for (let hundred = 0; hundred < times; hundred += 1) {
          for (let round = 0; round < 100; round += 1) sdk.mount(container, options).close();
          // What was to be told in a microtask is told.
          await Promise.resolve();
        }
      }, hundreds);
    await run(1);
    const memory = await memoryOf(host);
    await run(50);
    await host.fence();

    assert.equal(await memoryOf(host), memory);
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
  },
);

const LIFE = 1_800;

/**
 * One life of a token: the next one is fetched ahead, and the guest asks for it. Now and then a call fails, or
 * the guest does not ask and its frame is rebuilt.
 */
async function renewal({ host, time }, number) {
  const { calls, frames } = await count(host);
  await host.run(
    (fails) => {
      window.fails = fails;
    },
    number % 5 === 3,
  );
  await time.passes(LIFE - 320);
  while ((await count(host)).calls === calls) await time.passes(60);
  if (number % 7 === 5) {
    while ((await count(host)).frames === frames) await time.passes(60);
    await host.becomes('embed', 'live');
    return;
  }
  await host.run(() => {
    const { contentWindow: source } = stage.embeds.embed.iframe;
    const data = { type: 'REQUEST_JWT_TOKEN' };
    window.dispatchEvent(new MessageEvent('message', { data, origin: wisdom, source }));
  });
}

/** How often a token was given, and how many frames the embed has had. */
const count = (host) =>
  host.run(() => {
    const { builds, given } = window;
    return { calls: given, frames: builds };
  });

scenario(
  'a day of renewals, failures and rebuilt frames leaves one embed as it was in the first hours',
  { clock: true, guests: 'blank', scripts: [findMemory] },
  async (scene) => {
    const { host, time } = scene;
    await host.run((life) => {
      Object.assign(window, { signals: [], given: 0, builds: 0 });
      const token = ({ signal }) => {
        window.signals.push(new WeakRef(signal));
        if (window.fails) {
          window.fails = false;
          throw new Error('now and then');
        }
        window.given += 1;
        return { token: stage.craft(), expiresIn: life };
      };
      stage.mount('embed', { token });
      stage.embeds.embed.addEventListener('statechange', ({ detail }) => {
        if (detail.to === 'loading') window.builds += 1;
      });
    }, LIFE);
    await host.becomes('embed', 'live');
    let number = 0;
    for (; number < 12; number += 1) await renewal(scene, number);
    const [counted, rest, memory] = [await collectGarbage(scene), await remains(scene), await memoryOf(host)];
    for (; (await time.elapsed()) < 86_400; number += 1) await renewal(scene, number);
    await host.becomes('embed', 'live');

    assert.ok(number >= 48, `${number} renewals`);
    assert.deepEqual(await collectGarbage(scene), counted);
    assert.deepEqual(await remains(scene), rest);
    assert.equal(rest.timers, 1);
    assert.equal(await memoryOf(host), memory);
    const held = await host.run(() => window.signals.filter((signal) => signal.deref()).length);
    assert.ok(held <= 1, `${held} calls are still held`);
    const { calls, frames } = await count(host);
    assert.ok(frames >= 6, `${frames} frames were rebuilt`);
    assert.ok(calls <= number + 2, `${calls} tokens`);
    await host.close();
    assert.equal(await host.run(() => window.timers.size), 0);
    await until('no iframe', async () => (await host.iframes()) === 0);
  },
);
