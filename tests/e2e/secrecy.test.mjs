import assert from 'node:assert/strict';

import { collectEvidence, readPage } from './harness/evidence.mjs';
import { assertRead, assertSecret, everything, keepTokens, leaks, mountWatched } from './harness/secrecy.mjs';
import { scenario, signIn } from './harness/scenario.mjs';

/** A run through everything that an embed can go through. */
async function fullRun(scene) {
  const { host, server } = scene;
  await mountWatched(host, 'embed', { timeout: 1_500 });
  await host.becomes('embed', 'live');
  let guest = await host.guest();
  await guest.works();
  await guest.ask(3);
  await guest.answered();

  await server.mints({ kind: 'repeat', times: 1 });
  await guest.ask();
  await guest.answered(2);

  const spoilt = { token: `${await host.run(() => stage.craft())}.more`, html: '<p>' };
  for (const [count, fault] of [
    { kind: 'status', status: 404 },
    { kind: 'html' },
    { kind: 'body', json: spoilt },
    { kind: 'hang' },
    { kind: 'cut' },
    { kind: 'stall' },
  ].entries()) {
    await server.tokenEndpoint(fault);
    await guest.ask();
    await host.fired('embed', 'tokenerror', count + 1);
    // A source that failed rests, and a guest that asks often waits, until the frame is a new one.
    guest = await reloaded(host, server);
  }
  await guest.ask();
  await guest.answered();

  await failingCallback(host);
  await host.run(() =>
    window.dispatchEvent(
      new MessageEvent('message', {
        data: { type: 'REQUEST_JWT_TOKEN', token: stage.craft() },
        origin: 'null',
        source: null,
      }),
    ),
  );
  await guest.run(() => {
    window.parent.postMessage(
      { type: 'JWT_TOKEN_RESPONSE', token: new URLSearchParams(location.search).get('token') },
      '*',
    );
  });
  await guest.leaveFor(`${server.attacker}/e2e/bare.html`);
  await guest.ask();
  await guest.leaveFor(`${server.wisdom}/embed/search`);
  await guest.works();
  await newFrames(scene);

  await server.tokenEndpoint({ kind: 'status', status: 401 });
  await (await host.guest()).ask();
  await host.becomes('embed', 'refused');
}

/** The guest in a new frame. */
async function reloaded(host, server) {
  await server.tokenEndpoint({ kind: 'none' });
  await server.release();
  await server.tellNextTokensApart();
  await host.run(() => stage.embeds.embed.reload());
  const guest = await host.guest();
  await guest.works();
  return guest;
}

/** Reloads and a switch of user, of which some fail. */
async function newFrames({ host, server, context }) {
  await server.tellNextTokensApart();
  await host.run(() => stage.embeds.embed.reload().catch((error) => window.keepError('reload', error)));
  await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
  await host.run(() => stage.embeds.embed.reload().catch((error) => window.keepError('reload', error)));
  await signIn(context, server, 'bob');
  await host.run(() =>
    stage.embeds.embed.switchUser({ token: 7 }).catch((error) => window.keepError('switch', error)),
  );
  await host.run(() =>
    stage.embeds.embed
      .switchUser({ token: '/api/wisdom-token', user: 'bob' })
      .catch((error) => window.keepError('switch', error)),
  );
  await host.becomes('embed', 'live');
  await (await host.guest()).works();
}

/** A callback whose own error holds a token, as an error of a careless HTTP library does. */
async function failingCallback(host) {
  await host.run(() => {
    const token = async () => {
      const secret = await stage.fetchToken();
      throw Object.assign(new Error(`unexpected answer: ${secret}`), {
        response: { token: secret },
        cause: secret,
      });
    };
    window.failing = token;
  });
  await host.run(() => {
    const embed = stage.mount('failing', { timeout: 400, token: window.failing });
    delete window.failing;
    embed.ready.catch((error) => window.keepError('ready', error));
    embed.addEventListener('tokenerror', ({ detail }) => window.keepError('tokenerror', detail.error));
  });
  await host.settles('failing');
  await host.close('failing');
}

scenario(
  "a full run leaves no token outside the iframe's address and the browser's own resource timing of it",
  { scripts: [collectEvidence] },
  async (scene) => {
    const tokens = await keepTokens(scene);
    await fullRun(scene);
    const seen = await everything(scene);

    assert.ok(tokens.size >= 6, `the run has seen ${tokens.size} tokens`);
    assertSecret(seen, tokens, scene);
    assertRead(
      seen,
      'event tokensent',
      'error of tokenerror',
      'snapshot at tokensent',
      'snapshot of embed',
      'reload',
      'switch',
    );
  },
);

scenario(
  "the browser's entry of a load event that takes long names the iframe, and not by its address",
  async (scene) => {
    const { host } = scene;
    const tokens = await keepTokens(scene);
    const named = await host.run(async () => {
      const entries = [];
      const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
      observer.observe({ type: 'long-animation-frame' });
      const embed = stage.mount('embed');
      embed.addEventListener('ready', () => {
        for (const begun = performance.now(); performance.now() - begun < 150; );
      });
      await embed.ready;
      const byListener = () => entries.flatMap(({ scripts }) => scripts).filter(({ invokerType }) => invokerType === 'event-listener');
      for (let frame = 0; frame < 600 && byListener().length === 0; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      return JSON.stringify(entries);
    });

    assert.equal(leaks(named, tokens), false, 'a token in an entry');
    assert.match(named, /IFRAME#embed-host-\d+\.onload/);
  },
);

scenario(
  'nor does a run through mints ahead, a token that runs out, a rebuilt frame and a network that is away',
  { scripts: [collectEvidence], clock: true, guests: 'blank' },
  async (scene) => {
    const { host, server, context, time } = scene;
    const tokens = await keepTokens(scene);
    const degraded = () =>
      time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded', 60);
    await mountWatched(host, 'embed', { timeout: 60_000 });
    await host.becomes('embed', 'live');
    await server.tellNextTokensApart();
    await time.passes(400);
    await time.passesUntil('a mint ahead', () => tokens.size >= 2);
    await (await host.guest()).ask();
    await host.fired('embed', 'tokensent');

    await server.tellNextTokensApart();
    await time.passesUntil('another frame', async () => (await host.events('embed', 'ready')).length === 2);

    await context.setOffline(true);
    await degraded();
    await time.passesUntil('a failure', async () => (await host.events('embed', 'tokenerror')).length > 0);
    await server.tellNextTokensApart();
    await context.setOffline(false);
    await (await host.guest()).ask();
    await host.fired('embed', 'tokensent', 2);
    const seen = await everything(scene);

    assert.ok(tokens.size >= 4, `the run has seen ${tokens.size} tokens`);
    assertSecret(seen, tokens, scene);
    assertRead(seen, 'snapshot at statechange', 'event tokensent', 'snapshot of embed');
  },
);

scenario(
  "the resource timing entry of the iframe is the browser's, and holds its address",
  async ({ host }) => {
    await host.mountAndLoad();
    const { timing } = await host.run(readPage);
    const mark = await host.run(() => stage.markInSource(stage.embeds.embed.iframe));

    const entries = timing
      .filter(({ kind, by }) => kind === 'resource' && by === 'iframe')
      .map(({ text }) => new URL(JSON.parse(text).name));
    assert.equal(entries.length, 1);
    assert.equal(await host.run((token) => window.mark(token), entries[0].searchParams.get('token')), mark);
  },
);

scenario("a renewed token stands nowhere in the host's page, not even in the address", async ({ host }) => {
  const guest = await host.mountAndLoad();
  const before = await host.run(() => document.documentElement.outerHTML.length);
  const first = await host.run(() => stage.markInSource(stage.embeds.embed.iframe));
  await guest.ask();
  await guest.answered();

  assert.equal(await host.run(() => stage.markInSource(stage.embeds.embed.iframe)), first);
  assert.equal(await host.run(() => document.documentElement.outerHTML.length), before);
});

scenario('events and errors can be written as JSON, and say what a log needs', async ({ host, server }) => {
  await host.run(() => {
    window.written = [];
    const embed = stage.mount('embed', { timeout: 1_000 });
    for (const type of ['tokensent', 'tokenerror'])
      embed.addEventListener(type, ({ detail }) => window.written.push(JSON.parse(JSON.stringify(detail))));
  });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  await guest.ask();
  await guest.answered();
  await server.tokenEndpoint({ kind: 'status', status: 404 });
  await guest.ask();
  await host.fired('embed', 'tokenerror');

  const [sent, failed] = await host.run(() => window.written);
  assert.deepEqual(Object.keys(sent).sort(), ['ahead', 'expiresIn', 'waited']);
  assert.equal(failed.final, false);
});
