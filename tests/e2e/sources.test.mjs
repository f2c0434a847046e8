import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

/** Wraps a source as libraries of reactive state do: what is an object is wrapped wherever it is read. */
function wrapping() {
  window.wrap = (target) =>
    new Proxy(target, {
      get(object, key, receiver) {
        const value = Reflect.get(object, key, receiver);
        return typeof value === 'object' && value !== null ? window.wrap(value) : value;
      },
    });
}

scenario(
  'a source that was made reactive is shared by embeds, and closed',
  { scripts: [wrapping] },
  async ({ host, server }) => {
    await host.run(() => {
      window.source = window.wrap({ source: new sdk.TokenSource('/api/wisdom-token') }).source;
      stage.mount('one', { token: window.source });
      stage.mount('two', { token: window.wrap(window.source) });
    });
    await host.becomes('one', 'live');
    await host.becomes('two', 'live');
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });

    const code = await host.run(() => {
      window.source.close();
      return stage.thrown(() => stage.mount('three', { token: window.source }));
    });
    assert.equal(code.code, 'invalid-options');
  },
);

const invalid = [
  ['no arguments', '`token`', []],
  ['an address that is none', '`token`', ['https://']],
  ['a request without an address', '`token`', [{ method: 'POST' }]],
  ['no time', '`timeout`', ['/api/wisdom-token', { timeout: 0 }]],
  ['a user that is no string', '`user`', ['/api/wisdom-token', { user: 5 }]],
];

for (const [what, option, given] of invalid) {
  scenario(`a source of ${what} is made, and refused by whatever it is given to`, async ({ host, server }) => {
    await host.mountAndLoad('other');
    const refused = await host.run(async (given) => {
      const token = new sdk.TokenSource(...given);
      const message = (call) =>
        Promise.resolve()
          .then(call)
          .then(
            () => 'accepted',
            ({ code, message }) => `${code}: ${message}`,
          );
      return [
        await message(() => sdk.mount('#place', { origin: wisdom, view: 'search', token })),
        await message(() => sdk.attach(document.createElement('iframe'), { origin: wisdom, token })),
        await message(() => stage.embeds.other.switchUser({ token })),
      ];
    }, given);

    for (const error of refused) assert.match(error, new RegExp(`^invalid-options: ${option}`));
    assert.equal(await host.iframes(), 1);
    assert.equal((await server.counts()).tokenRequests, 1);
  });
}

scenario('a source that was closed before any embed had it is refused', async ({ host, server }) => {
  const error = await host.run(() => {
    const token = new sdk.TokenSource('/api/wisdom-token');
    token.close();
    token.close();
    try {
      return stage.mount('embed', { token });
    } catch ({ code, message }) {
      return { code, message };
    }
  });
  await host.fence();

  assert.deepEqual(error, { code: 'invalid-options', message: '`token` is a TokenSource that was closed' });
  assert.equal((await server.counts()).tokenRequests, 0);
});

scenario('a source of another copy of the package is refused, and named as that', async ({ host, server }) => {
  const errors = await host.run(async () => {
    const other = await import('/embed-host/index.js?another-copy');
    const token = new other.TokenSource('/api/wisdom-token');
    return [{ token }, { token: new Proxy(token, {}) }].map((options) => {
      try {
        return stage.mount('embed', options);
      } catch ({ code, message }) {
        return { code, message };
      }
    });
  });
  await host.fence();

  const message = '`token` is a TokenSource of another copy of embed-host: make it with the copy that mounts the embed';
  assert.deepEqual(errors, Array(2).fill({ code: 'invalid-options', message }));
  assert.equal((await server.counts()).tokenRequests, 0);
});

scenario('making a source starts nothing', async ({ host }) => {
  const compiled = await host.run(async () => {
    const { Module } = WebAssembly;
    let times = 0;
    WebAssembly.Module = new Proxy(Module, {
      construct: (target, given) => ((times += 1), Reflect.construct(target, given)),
    });
    const { TokenSource } = await import('/embed-host/index.js?a-fresh-copy');
    new TokenSource('/api/wisdom-token').close();
    WebAssembly.Module = Module;
    return times;
  });

  assert.equal(compiled, 0);
});
