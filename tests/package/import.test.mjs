import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { declaredValues } from './declared-values.mjs';
import { file } from './environment.mjs';

const entry = (name) => pathToFileURL(file(`${name}.js`)).href;

// What a module could reach out with. Each is replaced by one that tells of its use.
const WATCHED = ['WebAssembly', 'atob', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'console', 'crypto', 'performance'];

function watchedImport(entry, watched) {
  return `
    const before = Reflect.ownKeys(globalThis);
    const { log } = console;
    const used = [];
    for (const name of ${JSON.stringify(watched)}) {
      const value = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (used.push(name), value) });
    }
    await import(${JSON.stringify(entry)});
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String);
    log(JSON.stringify({ used, added, active: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout') }));
  `;
}

function inNode(script) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return JSON.parse(stdout);
}

for (const name of ['index', 'impersonation']) {
  test(`importing ${name}.js in Node has no effect`, () => {
    assert.deepEqual(inNode(watchedImport(entry(name), WATCHED)), { used: [], added: [], active: [] });
  });
}

test('importing auto.js in Node leaves nothing behind, and starts nothing', () => {
  assert.deepEqual(inNode(watchedImport(entry('auto'), WATCHED)), { used: [], added: [], active: [] });
});

test('an import that has an effect is found', () => {
  const script = 'globalThis.left = atob("YQ=="); setTimeout(() => {}, 5);';
  const found = inNode(watchedImport(`data:text/javascript,${encodeURIComponent(script)}`, WATCHED));
  assert.deepEqual(found, { used: ['atob', 'setTimeout'], added: ['left'], active: ['Timeout'] });
});

for (const name of ['index', 'impersonation', 'auto']) {
  test(`${name}.js exports the values that its types declare, and no others`, async () => {
    const exported = Object.keys(await import(entry(name))).sort();
    assert.deepEqual(exported, declaredValues(file(`${name}.d.ts`)).sort());
  });
}

test('both entries have the same class of errors', async () => {
  const [{ EmbedHostError: one }, { EmbedHostError: other }] = await Promise.all([import(entry('index')), import(entry('impersonation'))]);
  assert.equal(one, other);
});

test('what needs a browser says so in Node', async () => {
  const { attach, EmbedHostError, mount, TokenSource } = await import(entry('index'));
  const { impersonate, takeLink } = await import(entry('impersonation'));
  const says = (error) => error instanceof EmbedHostError && error.code === 'unsupported-environment';
  for (const call of [() => mount('#analytics', {}), () => attach({}, {}), () => new TokenSource('/api/wisdom-token'), () => takeLink()]) {
    assert.throws(call, says);
  }
  await assert.rejects(impersonate({ server: 'https://auth.example.com', clientId: 'app' }), says);
});

test('a session is made by impersonate only', async () => {
  const { Impersonation } = await import(entry('impersonation'));
  assert.throws(() => new Impersonation(), TypeError);
});
