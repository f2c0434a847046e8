import assert from 'node:assert/strict';

import { remains } from './harness/remains.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Mounts a hundred embeds on one source, in one tick, and waits until all are live. */
async function mountHundred(host) {
  await host.run(() => {
    const source = new sdk.TokenSource('/api/wisdom-token', { timeout: 600_000 });
    for (let number = 0; number < 100; number += 1) stage.mount(String(number), { token: source });
  });
  await until(
    'a hundred embeds live',
    () => host.run(() => Object.values(stage.embeds).filter(({ state }) => state === 'live').length),
    (live) => live === 100,
  );
}

/** Has all hundred guests ask at once. */
const allAsk = (host) =>
  host.run(() => {
    for (const { iframe } of Object.values(stage.embeds)) {
      const { contentWindow: source } = iframe;
      const data = { type: 'REQUEST_JWT_TOKEN' };
      window.dispatchEvent(new MessageEvent('message', { data, origin: wisdom, source }));
    }
  });

/** Waits until so many answers were sent, and tells how many of them were there before they were asked for. */
const sent = (host, times) =>
  until(
    `${times} answers`,
    () =>
      host.run(() => {
        const events = Object.values(stage.records).flatMap(({ events: all }) => all);
        const answers = events.filter(({ type }) => type === 'tokensent');
        return { all: answers.length, ahead: answers.filter(({ ahead }) => ahead).length };
      }),
    ({ all }) => all >= times,
  );

const closeAll = (host) =>
  host.run(() => {
    for (const embed of Object.values(stage.embeds)) embed.close();
  });

scenario(
  'a hundred embeds on one source are one listener of each kind, one timer, one fetch at the start, and one for all who ask',
  { guests: 'blank' },
  async (scene) => {
    const { host, server } = scene;
    const before = await remains(scene);
    await mountHundred(host);
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
    // The four are message, visibilitychange, pageshow and online.
    const { iframes, timers, onWindow, onDocument } = before;
    assert.deepEqual(await remains(scene), {
      iframes: iframes + 100,
      timers: timers + 1,
      onWindow: onWindow + 4,
      onDocument,
    });

    await server.tellNextTokensApart();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await allAsk(host);
    await server.called(2);
    await server.release();
    assert.deepEqual(await sent(host, 100), { all: 100, ahead: 0 });
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });

    await closeAll(host);
    assert.deepEqual(await remains(scene), before);
  },
);

scenario(
  'each renewal of a hundred embeds is one fetch, ahead, from which all are answered at once',
  { guests: 'blank', clock: true },
  async ({ host, server, time }) => {
    await mountHundred(host);
    for (let round = 1; round <= 2; round += 1) {
      await server.tellNextTokensApart();
      // Less than half of a life, when the earliest mint is due: more, and the next token is old before it is asked for.
      await time.passes(280);
      await time.passesUntil('a mint', async () => (await server.counts()).tokenRequests > round);
      await until('its answer', () => host.run(() => stage.embeds[0].snapshot().fetch === null));
      await allAsk(host);

      assert.deepEqual(await sent(host, 100 * round), { all: 100 * round, ahead: 100 * round });
      assert.deepEqual(await server.calls(), { tokenRequests: 1 + round, minted: 1 + round });
    }
    await closeAll(host);
    assert.equal(await host.run(() => window.timers.size), 0);
  },
);
