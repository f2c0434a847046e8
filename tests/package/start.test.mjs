import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { EmbedHostError } from '../../pkg-template/error.js';

// The smallest module there is: a header, and no section.
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** All bytes, in a section that engines skip. */
const ALL = Uint8Array.of(...EMPTY, 0, 130, 2, 1, 0x61, ...Array.from({ length: 256 }, (_, byte) => byte));

const base64 = (bytes) => Buffer.from(bytes).toString('base64');

const real = { Module: WebAssembly.Module, WebAssembly, fromBase64: Uint8Array.fromBase64 };

/** What `WebAssembly.Module` was given. */
let compiled;

beforeEach(() => {
  compiled = [];
  globalThis.document = {};
  WebAssembly.Module = class extends real.Module {
    constructor(bytes) {
      super(bytes);
      compiled.push([...bytes]);
    }
  };
});

afterEach(() => {
  delete globalThis.document;
  globalThis.WebAssembly = real.WebAssembly;
  WebAssembly.Module = real.Module;
  setFromBase64(real.fromBase64);
});

function setFromBase64(fromBase64) {
  if (fromBase64) Uint8Array.fromBase64 = fromBase64;
  else delete Uint8Array.fromBase64;
}

let copies = 0;

/** A copy of the file under test that has started nothing yet. */
const fresh = async () => (await import(`../../pkg-template/start.js?${copies++}`)).start;

/** What starting a module throws. `initSync` must not be reached. */
async function failure(given = base64(EMPTY)) {
  const start = await fresh();
  const unreachable = () => assert.fail('a module was started');
  let thrown;
  assert.throws(() => start(unreachable, given), (error) => ((thrown = error), error instanceof EmbedHostError));
  return { code: thrown.code, message: thrown.message };
}

function refuseWith(error) {
  WebAssembly.Module = class {
    constructor() {
      throw error;
    }
  };
}

for (const [name, fromBase64] of [
  ['with fromBase64', (text) => new Uint8Array(Buffer.from(text, 'base64'))],
  ['without fromBase64', undefined],
]) {
  test(`a module is decoded and compiled ${name}`, async () => {
    setFromBase64(fromBase64);
    const start = await fresh();
    const started = [];
    start((options) => started.push(options), base64(ALL));
    assert.deepEqual(compiled, [[...ALL]]);
    assert.equal(started.length, 1);
    assert.ok(started[0].module instanceof WebAssembly.Module);
  });
}

test('where a browser has fromBase64, it is what decodes', async () => {
  const given = [];
  setFromBase64((text) => (given.push(text), EMPTY));
  (await fresh())(() => {}, 'AGFzbQEAAAA=');
  assert.deepEqual(given, ['AGFzbQEAAAA=']);
});

test('a module is started once', async () => {
  const start = await fresh();
  let times = 0;
  for (let call = 0; call < 3; call++) start(() => times++, base64(EMPTY));
  assert.equal(times, 1);
  assert.equal(compiled.length, 1);
});

test('a start that failed is tried again with the next call', async () => {
  const start = await fresh();
  const { Module } = WebAssembly;
  refuseWith(new WebAssembly.CompileError('not yet'));
  assert.throws(() => start(() => {}, base64(EMPTY)), EmbedHostError);
  WebAssembly.Module = Module;
  let times = 0;
  start(() => times++, base64(EMPTY));
  assert.equal(times, 1);
});

test('without a document there is no module', async () => {
  delete globalThis.document;
  assert.deepEqual(await failure(), {
    code: 'unsupported-environment',
    message: 'needs a document: call this in a browser',
  });
});

test('a browser without WebAssembly is not supported', async () => {
  delete globalThis.WebAssembly;
  assert.deepEqual(await failure(), {
    code: 'unsupported-environment',
    message: 'needs WebAssembly, which this browser lacks or has turned off',
  });
});

test('a browser that compiles small modules only is not supported', async () => {
  refuseWith(new RangeError('WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB'));
  assert.deepEqual(await failure(), {
    code: 'unsupported-environment',
    message: 'needs a newer browser: this one does not compile WebAssembly synchronously',
  });
});

test('a policy that forbids WebAssembly is named', async () => {
  refuseWith(new WebAssembly.CompileError('Wasm code generation disallowed by embedder'));
  assert.deepEqual(await failure(), {
    code: 'wasm-blocked',
    message: "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src",
  });
});
