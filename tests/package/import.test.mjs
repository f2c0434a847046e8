import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { declaredValues } from './declared-values.mjs';
import { file } from './environment.mjs';

const entry = pathToFileURL(file('index.js')).href;

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

test('importing the package in Node has no effect', () => {
  assert.deepEqual(inNode(watchedImport(entry, WATCHED)), { used: [], added: [], active: [] });
});

test('an import that has an effect is found', () => {
  const script = 'globalThis.left = atob("YQ=="); setTimeout(() => {}, 5);';
  const found = inNode(watchedImport(`data:text/javascript,${encodeURIComponent(script)}`, WATCHED));
  assert.deepEqual(found, { used: ['atob', 'setTimeout'], added: ['left'], active: ['Timeout'] });
});

test('the package exports the values that its types declare, and no others', async () => {
  const exported = Object.keys(await import(entry)).sort();
  assert.deepEqual(exported, declaredValues(file('index.d.ts')).sort());
});

test('what needs a browser says so in Node', async () => {
  const { attach, EmbedHostError, mount, TokenSource } = await import(entry);
  for (const call of [() => mount('#analytics', {}), () => attach({}, {}), () => new TokenSource('/api/wisdom-token')]) {
    assert.throws(call, (error) => error instanceof EmbedHostError && error.code === 'unsupported-environment');
  }
});
