import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { file } from './environment.mjs';

// Where WebAssembly is forbidden a few lines of JavaScript still scrub a link out of the address. They are held to the table
// that the core is tested with.
const rows = JSON.parse(readFileSync(new URL('../native/impersonation/links.json', import.meta.url), 'utf8'));
const { EmbedHostError, impersonate, takeLink } = await import(pathToFileURL(file('impersonation.js')).href);

const { Module } = WebAssembly;
const page = {};

before(() => {
  WebAssembly.Module = class {
    constructor() {
      throw new WebAssembly.CompileError('forbidden by a policy');
    }
  };
  globalThis.document = {};
  globalThis.location = {
    get href() {
      return page.address;
    },
  };
  globalThis.history = {
    state: { of: 'the app' },
    replaceState(state, unused, address) {
      if (page.frozen) throw new DOMException(`not to ${address}`, 'SecurityError');
      Object.assign(page, { address, state, changes: page.changes + 1 });
    },
  };
});

after(() => {
  WebAssembly.Module = Module;
  for (const name of ['document', 'location', 'history']) delete globalThis[name];
});

const blocked = (error) => error instanceof EmbedHostError && error.code === 'wasm-blocked' && !/app\.test|=/.test(error.message);

for (const { case: name, address, clean } of rows) {
  test(`without WebAssembly: ${name}`, async () => {
    for (const call of [() => takeLink(), () => impersonate({})]) {
      Object.assign(page, { address, state: undefined, changes: 0, frozen: false });
      await assert.rejects(async () => call(), blocked);
      assert.equal(page.address, clean ?? address);
      assert.equal(page.changes, clean === null ? 0 : 1);
      if (clean !== null) assert.equal(page.state, history.state);
    }
  });
}

test('without WebAssembly: names of another server', () => {
  Object.assign(page, { address: 'https://app.test/?rt=T&refresh_token=x', changes: 0, frozen: false });
  assert.throws(() => takeLink({ names: { refreshToken: 'rt' } }), blocked);
  assert.equal(page.address, 'https://app.test/?refresh_token=x');
});

test('without WebAssembly: an address that cannot be changed', () => {
  Object.assign(page, { address: 'https://app.test/?refresh_token=T', changes: 0, frozen: true });
  assert.throws(() => takeLink(), blocked);
});
