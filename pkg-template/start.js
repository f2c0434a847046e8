import { EmbedHostError } from './error.js';

const LEAST = 'Chromium 115, Firefox 102 or Safari 16.4';

/** What the core cannot do without, and what to do where it is missing. The first that is missing is named. */
const NEEDED = {
  document: 'call this in a browser, not while rendering on a server or in a worker',
  WebAssembly: `this browser has turned it off, or is older than ${LEAST}`,
  TextDecoder: 'define it, or mock embed-host in tests of this kind',
  TextEncoder: 'define it, or mock embed-host in tests of this kind',
};

let core;

/**
 * Gives the core, which the first call starts: `load` gives the bindings of wasm-bindgen, `hex` is their module of WebAssembly.
 * Every entry bundles this file, and so starts its own. Synchronous: a module of this size compiles in a few milliseconds.
 */
export function start(load, hex) {
  core ??= started(load, hex);
  return core;
}

function started(load, hex) {
  for (const [name, remedy] of Object.entries(NEEDED)) {
    if (typeof globalThis[name] === 'undefined') throw unsupported(`needs ${name}, which is missing here: ${remedy}`);
  }
  const module = compile(decode(hex));
  const bindings = load();
  bindings.initSync({ module });
  return bindings;
}

function compile(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // Its text is not passed on: it is the browser's own, and quotes the policy.
    throw isPolicy(error)
      ? new EmbedHostError('wasm-blocked', undefined, "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src")
      : unsupported(`needs a newer browser, which compiles WebAssembly of this size synchronously: ${LEAST}`);
  }
}

/**
 * Whether a content security policy is why a module was not compiled. Chromium before 115 compiles only 4 kB at once on a page's
 * main thread, which is a `RangeError`. An engine that lacks an instruction throws a `CompileError`, as one does for a policy
 * (older Safaris: an `EvalError`); but only a policy forbids a module that holds nothing.
 */
function isPolicy(error) {
  if (error instanceof RangeError) return false;
  try {
    return !new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch (refusal) {
    return refusal instanceof WebAssembly.CompileError || refusal instanceof EvalError;
  }
}

/** Browsers of before 2025 have no `fromHex`. */
function decode(hex) {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(hex);
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = (digit(hex, 2 * index) << 4) | digit(hex, 2 * index + 1);
  return bytes;
}

/** The codes of `0` to `9` end in their values; those of `a` to `f`, from bit 6 on, in 1 to 6. */
function digit(hex, index) {
  const code = hex.charCodeAt(index);
  return (code & 15) + (code >> 6) * 9;
}

const unsupported = (message) => new EmbedHostError('unsupported-environment', undefined, message);
