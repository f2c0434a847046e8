import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { declaredValues } from './declared-values.mjs';
import { file } from './environment.mjs';

const entry = (name) => pathToFileURL(file(`${name}.js`)).href;

// What a module could reach out with. Each is replaced by one that tells of its use.
const WATCHED = ['WebAssembly', 'TextDecoder', 'TextEncoder', 'FinalizationRegistry', 'atob', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'console', 'crypto', 'performance'];

/** A module that imports or requires an entry, and tells what that used and left. */
function watchedImport(entry, watched) {
  return `
    const before = Reflect.ownKeys(globalThis);
    const { log } = console;
    const used = [];
    for (const name of ${JSON.stringify(watched)}) {
      const value = globalThis[name];
      Object.defineProperty(globalThis, name, { configurable: true, get: () => (used.push(name), value) });
    }
    ${load(entry)};
    const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String);
    log(JSON.stringify({ used, added, active: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout') }));
  `;
}

const load = (entry) => (entry.startsWith('/') ? `process.getBuiltinModule('module').createRequire(${JSON.stringify(entry)})(${JSON.stringify(entry)})` : `await import(${JSON.stringify(entry)})`);

function inNode(script) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8', timeout: 20_000 });
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return JSON.parse(stdout);
}

for (const name of ['index', 'impersonation', 'auto', 'element', 'slim']) {
  test(`importing ${name}.js in Node has no effect`, () => {
    assert.deepEqual(inNode(watchedImport(entry(name), WATCHED)), { used: [], added: [], active: [] });
  });

  test(`requiring ${name}.js in Node has no effect`, () => {
    assert.deepEqual(inNode(watchedImport(file(`cjs/${name}.js`), WATCHED)), { used: [], added: [], active: [] });
  });
}

test('an import that has an effect is found', () => {
  const script = 'globalThis.left = atob("YQ=="); setTimeout(() => {}, 5);';
  const found = inNode(watchedImport(`data:text/javascript,${encodeURIComponent(script)}`, WATCHED));
  assert.deepEqual(found, { used: ['atob', 'setTimeout'], added: ['left'], active: ['Timeout'] });
});

const required = (name) => createRequire(import.meta.url)(file(`cjs/${name}.js`));

for (const name of ['index', 'impersonation', 'auto', 'element', 'slim']) {
  test(`${name}.js exports the values that its types declare, and no others`, async () => {
    const exported = Object.keys(await import(entry(name))).sort();
    assert.deepEqual(exported, declaredValues(file(`${name}.d.ts`)).sort());
    assert.deepEqual(Object.keys(required(name)).sort(), exported);
  });
}

test('all entries have the same class of errors', async () => {
  const { EmbedHostError } = await import(entry('index'));
  for (const name of ['impersonation', 'slim']) {
    assert.equal((await import(entry(name))).EmbedHostError, EmbedHostError);
    assert.equal(required(name).EmbedHostError, required('index').EmbedHostError);
  }
});

test('what needs a browser says so in Node', async () => {
  const { attach, EmbedHostError, mount } = await import(entry('index'));
  const { impersonate, keepLinks, onLink, takeLink } = await import(entry('impersonation'));
  const says = (error) => error instanceof EmbedHostError && error.code === 'unsupported-environment';
  for (const call of [() => mount('#analytics', {}), () => attach({}, {}), () => takeLink(), () => onLink(() => {})]) {
    assert.throws(call, says);
  }
  await assert.rejects(impersonate({ server: 'https://auth.example.com', clientId: 'app' }), says);
  assert.equal(keepLinks(), undefined, 'a server may import what an app imports first');
});

test('a token source can be made and closed where a server renders', async () => {
  for (const { mount, TokenSource } of [await import(entry('index')), required('index')]) {
    const source = new TokenSource('/api/wisdom-token', { user: 'alice' });
    const unsupported = { name: 'EmbedHostError', code: 'unsupported-environment' };
    assert.throws(() => mount('#analytics', { origin: 'https://acme.askwisdom.ai', view: 'search', token: source }), unsupported);
    source.close();
    new TokenSource().close();
  }
});

test('slim cannot be started in Node, and its calls say so', async () => {
  for (const slim of [await import(entry('slim')), required('slim')]) {
    const unsupported = (message) => ({ name: 'EmbedHostError', code: 'unsupported-environment', message });
    const unstarted = unsupported(/wait for `await init\(…\)` of embed-host\/slim/);
    for (const call of [() => slim.mount('#analytics', {}), () => slim.attach({}, {}), () => slim.takeLink(), () => slim.onLink(() => {})]) {
      assert.throws(call, unstarted);
    }
    await assert.rejects(slim.impersonate({}), unstarted);
    assert.equal(slim.keepLinks(), undefined, 'a server may import what an app imports first');
    new slim.TokenSource('/api/wisdom-token').close();

    await assert.rejects(slim.init(await readFile(file('embed-host.wasm'))), unsupported(/^needs document/));
    // Where nobody waits for it, a source that fails would end the process.
    await assert.rejects(slim.init(Promise.reject(new Error('no file'))), unsupported(/^needs document/));
    assert.throws(() => slim.mount('#analytics', {}), unsupported(/^needs document/));
  }
});

test('a session is made by impersonate only', async () => {
  const { Impersonation } = await import(entry('impersonation'));
  assert.throws(() => new Impersonation(), TypeError);
});
