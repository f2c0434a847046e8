import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { EmbedHostError } from '../../pkg-template/error.js';

// The smallest module there is: a header, and no section.
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** All bytes, in a section that engines skip. */
const ALL = Uint8Array.of(...EMPTY, 0, 130, 2, 1, 0x61, ...Array.from({ length: 256 }, (_, byte) => byte));

const hex = (bytes) => Buffer.from(bytes).toString('hex');

const { TextDecoder, TextEncoder, WebAssembly: { Module, Instance }, WebAssembly } = globalThis;
const real = { Module, Instance, fromHex: Uint8Array.fromHex };

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
  Object.assign(globalThis, { TextDecoder, TextEncoder, WebAssembly });
  Object.assign(WebAssembly, { Module: real.Module, Instance: real.Instance });
  setFromHex(real.fromHex);
});

function setFromHex(fromHex) {
  if (fromHex) Uint8Array.fromHex = fromHex;
  else delete Uint8Array.fromHex;
}

let copies = 0;

/** A copy of the file under test that has started nothing yet. */
const fresh = async () => (await import(`../../pkg-template/start.js?${copies++}`)).start;

/** Bindings of wasm-bindgen that record what they are started with. */
const recording = (started) => () => ({ initSync: (options) => started.push(options), sum: (a, b) => a + b });

/** What starting a module throws. The bindings must not be reached. */
async function failure(given = hex(EMPTY)) {
  const start = await fresh();
  const unreachable = () => assert.fail('the bindings were evaluated');
  let thrown;
  assert.throws(() => start(unreachable, given), (error) => ((thrown = error), error instanceof EmbedHostError));
  return { code: thrown.code, message: thrown.message };
}

/** Refuses modules of more bytes than this. */
function refuseWith(error, largest = -1) {
  WebAssembly.Module = class extends real.Module {
    constructor(bytes) {
      if (bytes.length > largest) throw error;
      super(bytes);
    }
  };
}

for (const [name, fromHex] of [
  ['with fromHex', (text) => new Uint8Array(Buffer.from(text, 'hex'))],
  ['without fromHex', undefined],
]) {
  test(`a module is decoded and compiled ${name}`, async () => {
    setFromHex(fromHex);
    const start = await fresh();
    const started = [];
    const core = start(recording(started), hex(ALL));
    assert.equal(core.sum(1, 2), 3);
    assert.deepEqual(compiled, [[...ALL]]);
    assert.equal(started.length, 1);
    assert.ok(started[0].module instanceof WebAssembly.Module);
  });
}

test('where a browser has fromHex, it is what decodes', async () => {
  const given = [];
  setFromHex((text) => (given.push(text), EMPTY));
  (await fresh())(recording([]), '0061736d01000000');
  assert.deepEqual(given, ['0061736d01000000']);
});

test('a module is started once', async () => {
  const start = await fresh();
  const started = [];
  const cores = [1, 2, 3].map(() => start(recording(started), hex(EMPTY)));
  assert.equal(new Set(cores).size, 1);
  assert.equal(started.length, 1);
  assert.equal(compiled.length, 1);
});

test('a start that failed is tried again with the next call', async () => {
  const start = await fresh();
  const { Module } = WebAssembly;
  refuseWith(new WebAssembly.CompileError('not yet'));
  assert.throws(() => start(recording([]), hex(EMPTY)), EmbedHostError);
  WebAssembly.Module = Module;
  const started = [];
  start(recording(started), hex(EMPTY));
  assert.equal(started.length, 1);
});

for (const [name, remedy] of [
  ['document', 'call this in a browser, not while rendering on a server or in a worker'],
  ['WebAssembly', 'this browser has turned it off, or is older than Chromium 115, Firefox 102 or Safari 16.4'],
  ['TextDecoder', 'define it, or mock embed-host in tests of this kind'],
  ['TextEncoder', 'define it, or mock embed-host in tests of this kind'],
]) {
  test(`where there is no ${name}, that is what the error names`, async () => {
    delete globalThis[name];
    assert.deepEqual(await failure(), { code: 'unsupported-environment', message: `needs ${name}, which is missing here: ${remedy}` });
  });
}

const TOO_OLD = {
  code: 'unsupported-environment',
  message: 'needs a newer browser, which compiles WebAssembly of this size synchronously: Chromium 115, Firefox 102 or Safari 16.4',
};
const BLOCKED = { code: 'wasm-blocked', message: "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src" };

// What engines throw, and for modules of how many bytes: in their own words, none of which may be passed on.
for (const [name, error, largest, expected] of [
  ['Chromium before 115', new RangeError('WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 4KB.'), 128, TOO_OLD],
  ['an engine that lacks an instruction', new WebAssembly.CompileError('WebAssembly.Module(): invalid value type 0x6f @+31'), EMPTY.length, TOO_OLD],
  ['an engine whose WebAssembly is a stub', new TypeError('not a constructor'), -1, TOO_OLD],
  ["Chromium's policy", new WebAssembly.CompileError("WebAssembly.Module(): violates the following Content Security policy directive: script-src 'self'"), -1, BLOCKED],
  ["Firefox's policy", new WebAssembly.CompileError('call to WebAssembly.Module() blocked by CSP'), -1, BLOCKED],
  ["Safari's policy", new EvalError('Refused to create a WebAssembly object'), -1, BLOCKED],
]) {
  test(`${name} is told apart: ${expected.code}`, async () => {
    refuseWith(error, largest);
    assert.deepEqual(await failure(hex(ALL)), expected);
  });
}

/** Starts a module whose bindings make an instance of it, as those of wasm-bindgen do, and gives what that throws. */
async function instantiationFailure() {
  const start = await fresh();
  const bindings = { initSync: ({ module }) => new WebAssembly.Instance(module) };
  try {
    return void start(() => bindings, hex(EMPTY));
  } catch (error) {
    return error;
  }
}

test('a policy that forbids only instances, as in Safari, is told too', async () => {
  WebAssembly.Instance = class {
    constructor() {
      throw new WebAssembly.CompileError("Refused to create a WebAssembly object because 'wasm-unsafe-eval' is not allowed");
    }
  };
  const { code, message } = await instantiationFailure();
  assert.deepEqual({ code, message }, BLOCKED);

  WebAssembly.Instance = real.Instance;
  assert.equal(await instantiationFailure(), undefined);
});

test('an error of the bindings themselves is no policy', async () => {
  const start = await fresh();
  const own = new WebAssembly.LinkError('an import is missing');
  const failing = { initSync: () => { throw own; } };
  assert.throws(() => start(() => failing, hex(EMPTY)), (error) => error === own);
});
