import assert from 'node:assert/strict';

import { reopen } from './harness/reopen.mjs';
import { scenario } from './harness/scenario.mjs';

function watchPolicy() {
  window.violations = [];
  window.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
    window.violations.push(violatedDirective);
  });
}

scenario(
  'where a policy forbids WebAssembly, importing works and a call says so at once and builds nothing',
  async (scene) => {
    const { host, server } = scene;
    await reopen(scene, `default-src 'self'; script-src 'self'; frame-src ${server.wisdom}`);
    const errors = await host.run(() => {
      const options = { origin: wisdom, view: 'search', token: '/api/wisdom-token' };
      const calls = [
        () => sdk.mount('#place', options),
        () => sdk.attach(document.createElement('iframe'), options),
        () => sdk.mount('#place', { ...options, token: new sdk.TokenSource('/api/wisdom-token') }),
        () => sdk.mount('#place', options),
      ];
      return calls.map((call) => stage.thrown(call));
    });
    await host.fence();

    assert.deepEqual(errors, Array(4).fill({ name: 'EmbedHostError', code: 'wasm-blocked', isError: true }));
    assert.equal(await host.iframes(), 0);
    assert.equal((await server.counts()).tokenRequests, 0);
  },
);

for (const [what, script, message] of [
  [
    'that has turned WebAssembly off',
    () => {
      delete window.WebAssembly;
    },
    /^needs WebAssembly, .*Chromium 115, Firefox 102 or Safari 16\.4$/,
  ],
  [
    'that compiles only 4 kB at once',
    () => {
      WebAssembly.Module = class extends WebAssembly.Module {
        constructor(bytes) {
          if (bytes.length > 4096) throw new RangeError('WebAssembly.Compile is disallowed on the main thread');
          super(bytes);
        }
      };
    },
    /^needs a newer browser, .*Chromium 115, Firefox 102 or Safari 16\.4$/,
  ],
]) {
  scenario(`a browser ${what} is told the least versions, and no policy`, { scripts: [script] }, async ({ host }) => {
    const error = await host.run(() => {
      try {
        return sdk.mount('#place', { origin: wisdom, view: 'search', token: '/api/wisdom-token' });
      } catch ({ code, message }) {
        return { code, message };
      }
    });

    assert.equal(error.code, 'unsupported-environment');
    assert.match(error.message, message);
    assert.equal(await host.iframes(), 0);
  });
}

scenario('the message of wasm-blocked names the word that the policy needs', async (scene) => {
  await reopen(scene, "default-src 'self'");
  const message = await scene.host.run(() => {
    try {
      sdk.mount('#place', {});
      return '';
    } catch (error) {
      return error.message;
    }
  });

  assert.match(message, /wasm-unsafe-eval/);
});

scenario(
  'the strictest policy that an embed needs is enough, and nothing violates it',
  { scripts: [watchPolicy] },
  async (scene) => {
    const { host, server } = scene;
    await reopen(
      scene,
      [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "connect-src 'self'",
        `frame-src ${server.wisdom}`,
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join('; '),
    );
    const guest = await host.mountAndLoad();
    await guest.ask();
    await guest.answered();
    await host.close();

    assert.deepEqual(await host.run(() => window.violations), []);
  },
);
