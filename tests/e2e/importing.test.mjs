import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';

import { countListeners } from './harness/browser.mjs';
import { npmPackage } from './harness/environment.mjs';
import { scenario } from './harness/scenario.mjs';
import { test } from './harness/test.mjs';

const LISTENED = [
  'message',
  'load',
  'DOMContentLoaded',
  'online',
  'offline',
  'pageshow',
  'pagehide',
  'visibilitychange',
  'error',
  'unhandledrejection',
  'popstate',
  'hashchange',
  'storage',
];

/** Everything of a page that an import could change. */
async function pageAsItIs({ page, host }) {
  const listeners = [
    await countListeners(page, 'window', ...LISTENED),
    await countListeners(page, 'document', ...LISTENED),
  ];
  const rest = await host.run(() => ({
    globals: Reflect.ownKeys(window)
      .map(String)
      .filter((name) => !/^\d+$/.test(name))
      .sort(),
    html: document.documentElement.outerHTML,
    address: location.href,
    historyLength: history.length,
    timers: window.timers.size,
    storage: [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie],
    prototypes: [Object, Array, String, Function, Promise, EventTarget, HTMLIFrameElement].map(
      ({ prototype }) => Reflect.ownKeys(prototype).length,
    ),
  }));
  return { listeners, ...rest };
}

function watchWebAssembly() {
  window.compiled = [];
  for (const name of [
    'compile',
    'compileStreaming',
    'instantiate',
    'instantiateStreaming',
    'validate',
    'Module',
    'Instance',
    'Memory',
  ]) {
    const original = WebAssembly[name];
    WebAssembly[name] = new Proxy(original, {
      apply: (target, self, given) => {
        window.compiled.push(name);
        return Reflect.apply(target, self, given);
      },
      construct: (target, given) => {
        window.compiled.push(name);
        return Reflect.construct(target, given);
      },
    });
  }
}

/** The entries that have no effect, with what each exports and what a page downloads for it. */
const ENTRIES = [
  {
    entry: 'index.js',
    exports: ['Embed', 'EmbedHostError', 'TokenSource', 'attach', 'mount'],
    files: ['index.js', 'error.js'],
  },
  {
    entry: 'impersonation.js',
    exports: ['EmbedHostError', 'Impersonation', 'impersonate', 'keepLinks', 'onLink', 'takeLink'],
    files: ['impersonation.js', 'error.js', 'sessions.js'],
  },
];

for (const { entry, exports, files } of ENTRIES) {
  scenario(
    `importing ${entry} has no effect: no request but for its own files, no global, no listener, no timer, no WebAssembly`,
    { path: '/e2e/bare.html?refresh_token=2.made-up' },
    async (scene) => {
      const { page, host, server, logged } = scene;
      await host.run(watchWebAssembly);
      const before = await pageAsItIs(scene);
      const requests = [];
      page.on('request', (request) => requests.push(new URL(request.url()).pathname));

      const names = await host.run(
        async (address) => Object.keys(await import(address)).sort(),
        `/embed-host/${entry}`,
      );
      await host.fence();

      assert.deepEqual(names, exports);
      const wanted = [...files.map((file) => `/embed-host/${file}`), '/config.json'];
      assert.deepEqual(requests.sort(), wanted.sort());
      assert.deepEqual(await pageAsItIs(scene), before);
      assert.deepEqual(await host.run(() => window.compiled), []);
      assert.deepEqual(logged, []);
      assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
    },
  );
}

scenario(
  'the first mount compiles WebAssembly once, without a request of its own, and later ones not again',
  async ({ page, host }) => {
    await host.run(watchWebAssembly);
    const requests = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    const compiled = await host.run(() => {
      stage.mount('first');
      const once = window.compiled.filter((name) => name === 'Module').length;
      stage.mount('second');
      return [once, window.compiled.filter((name) => name === 'Module').length];
    });
    await host.becomes('second', 'live');

    assert.deepEqual(compiled, [1, 1]);
    assert.deepEqual(
      requests.filter((path) => path.startsWith('/embed-host/') || path.endsWith('.wasm')),
      [],
    );
  },
);

scenario('an embed is made by mount and attach only', async ({ host }) => {
  const made = await host.run(() => {
    stage.mount('embed');
    const attempts = [
      () => new sdk.Embed(),
      () => new sdk.Embed(null, '#place', {}),
      () => new stage.embeds.embed.constructor(),
    ];
    return [
      stage.embeds.embed instanceof sdk.Embed,
      ...attempts.map((attempt) => stage.thrown(attempt) !== null),
    ];
  });

  assert.deepEqual(made, [true, true, true, true]);
});

scenario('a token that is no source, though it looks like one, is refused', async ({ host, server }) => {
  const codes = await host.run(() => {
    const made = new sdk.TokenSource('/api/wisdom-token');
    const likeness = [
      Object.create(made),
      Object.create(sdk.TokenSource.prototype),
      { __proto__: sdk.TokenSource.prototype },
      {},
      [],
      Symbol('x'),
      true,
    ];
    return likeness.map(
      (token) => stage.thrown(() => sdk.mount('#place', { origin: wisdom, view: 'search', token }))?.code,
    );
  });
  await host.fence();

  assert.deepEqual(codes, Array(7).fill('invalid-options'));
  assert.equal((await server.counts()).tokenRequests, 0);
});

test('in Node, importing has no effect, and a call says that a browser is needed', async () => {
  const before = Reflect.ownKeys(globalThis).map(String).sort();
  const sdk = await import(pathToFileURL(`${npmPackage}/index.js`));
  assert.deepEqual(Reflect.ownKeys(globalThis).map(String).sort(), before);

  const calls = [
    () => sdk.mount('#place', {}),
    () => sdk.attach(null, {}),
    () => sdk.mount('#place', { token: new sdk.TokenSource('/api/wisdom-token') }),
  ];
  for (const call of calls) assert.throws(call, { name: 'EmbedHostError', code: 'unsupported-environment' });
});

test('in Node, an error of the package can be made and told by its code', async () => {
  const { EmbedHostError } = await import(pathToFileURL(`${npmPackage}/index.js`));
  const error = new EmbedHostError('refused', { status: 403, retryAfter: 5 });

  assert.ok(error instanceof Error);
  assert.deepEqual(
    { ...error, name: error.name },
    { name: 'EmbedHostError', code: 'refused', status: 403, retryAfter: 5 },
  );
  assert.equal('status' in new EmbedHostError('refused'), false);
});
