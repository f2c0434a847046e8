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
 * Gives the core, which the first call starts: `load` gives the bindings of wasm-bindgen, `base64` is their module of WebAssembly.
 * Every entry bundles this file, and so starts its own. Synchronous: a module of this size compiles in a few milliseconds.
 */
export function start(load, base64) {
  core ??= started(load, base64);
  return core;
}

function started(load, base64) {
  for (const [name, remedy] of Object.entries(NEEDED)) {
    if (typeof globalThis[name] === 'undefined') throw unsupported(`needs ${name}, which is missing here: ${remedy}`);
  }
  const module = compile(decode(base64));
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

/** Browsers of before 2025 have no `fromBase64`. A loop takes a third of the time of `Uint8Array.from` with a function. */
function decode(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) bytes[index] = letters.charCodeAt(index);
  return bytes;
}

const unsupported = (message) => new EmbedHostError('unsupported-environment', undefined, message);
