import assert from 'node:assert/strict';

import { collectEvidence, readPage } from './harness/evidence.mjs';
import { leaks } from './harness/leaks.mjs';
import { scenario } from './harness/scenario.mjs';

/** Keeps every token that the backend gives out. */
async function keepTokens({ context, server }) {
  const tokens = new Set();
  await context.route(`${server.host}/api/wisdom-token`, async (route) => {
    const response = await route.fetch().catch(() => null);
    if (!response) return;
    const body = await response.json().catch(() => null);
    if (typeof body?.token === 'string' && body.token.split('.').length >= 3) tokens.add(body.token);
    await route.fulfill({ response }).catch(() => {});
  });
  return tokens;
}

/** Mounts an embed whose every event is kept in all its forms. */
async function mountWatched(host, name, options = {}) {
  await host.run(
    ([called, given]) => {
      const embed = stage.mount(called, given);
      for (const type of ['ready', 'statechange', 'tokenrequest', 'tokensent', 'tokenerror', 'closed']) {
        embed.addEventListener(type, (event) => {
          window.keepValue(`event ${type}`, event);
          window.keepValue(`detail of ${type}`, event.detail);
          if (event.detail?.error) window.keepError(`error of ${type}`, event.detail.error);
        });
      }
      embed.ready.catch((error) => window.keepError('ready', error));
    },
    [name, options],
  );
}

/** A run through everything that an embed can go through. */
async function fullRun(scene) {
  const { host, server } = scene;
  await mountWatched(host, 'embed', { timeout: 1_500 });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
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
  }
  await server.tokenEndpoint({ kind: 'none' });
  await server.release();

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
  await guest.leaveFor(`${server.stranger}/e2e/bare.html`);
  await guest.ask();
  await guest.leaveFor(`${server.wisdom}/embed/search`);
  await guest.works();

  await server.tokenEndpoint({ kind: 'status', status: 401 });
  await guest.ask();
  await host.becomes('embed', 'refused');
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

/** What the embeds, the module and a JavaScript developer's tools show. Runs in the page. */
function readObjects() {
  for (const [name, embed] of Object.entries(stage.embeds)) {
    window.keepValue(`embed ${name}`, embed);
    window.keepValue(`iframe of ${name}`, {
      ...embed.iframe.dataset,
      name: embed.iframe.name,
      title: embed.iframe.title,
    });
  }
  window.keepValue('the module', sdk);
  window.keepValue('a source', new sdk.TokenSource('/api/wisdom-token'));
  window.keepValue("the test's records", stage.records);
  return window.evidence;
}

scenario(
  "a full run leaves no token outside the iframe's address and the browser's own resource timing of it",
  { scripts: [collectEvidence] },
  async (scene) => {
    const { host, server, logged, uncaught } = scene;
    const tokens = await keepTokens(scene);
    await fullRun(scene);

    const alive = await host.run(readPage);
    const objects = await host.run(readObjects);
    await host.close();
    const closed = await host.run(readPage);
    const late = await host.run(readObjects);

    assert.ok(tokens.size >= 4, `the run has seen ${tokens.size} tokens`);
    assert.ok(
      alive.addresses.some((address) => leaks(address, tokens)),
      'the address holds a token, so this test can see one',
    );
    for (const { where, text } of [...objects, ...late])
      assert.equal(leaks(text, tokens), false, `a token in ${where}`);
    for (const [moment, { elsewhere, timing }] of Object.entries({ alive, closed })) {
      for (const [where, text] of Object.entries(elsewhere))
        assert.equal(leaks(text, tokens), false, `a token in ${where}, ${moment}`);
      for (const { kind, by, text } of timing) {
        if (kind === 'resource' && by === 'iframe') continue;
        assert.equal(leaks(text, tokens), false, `a token in a ${kind} entry by ${by}, ${moment}`);
      }
    }
    assert.deepEqual(closed.addresses, []);
    assert.equal(leaks([...logged, ...uncaught].join('\n'), tokens), false, 'a token on the console');
    assert.equal(leaks(server.log.join('\n'), tokens), false, "a token in the server's log");
    assert.ok(
      objects.some(({ where }) => where === 'event tokensent') &&
        objects.some(({ where }) => where === 'error of tokenerror'),
      'events and errors were read',
    );
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
