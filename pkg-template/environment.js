import { EmbedHostError } from './error.js';

export const LEAST = 'Chromium 115, Firefox 102 or Safari 16.4';

/** What the core cannot do without, and what to do where it is missing. The first that is missing is named. */
const NEEDED = {
  document: 'call this in a browser, not while rendering on a server or in a worker',
  WebAssembly: `this browser has turned it off, or is older than ${LEAST}`,
  TextDecoder: 'define it, or mock embed-host in tests of this kind',
  TextEncoder: 'define it, or mock embed-host in tests of this kind',
};

/** Throws `unsupported-environment` where something is missing. */
export function checkBrowser() {
  for (const [name, remedy] of Object.entries(NEEDED)) {
    if (typeof globalThis[name] === 'undefined') throw unsupported(`needs ${name}, which is missing here: ${remedy}`);
  }
}

/**
 * Whether a content security policy is why a module was not compiled, or, in Safari, why it got no instance. Chromium before 115
 * compiles only 4 kB at once on a page's main thread, which is a `RangeError`. An engine that lacks an instruction throws a
 * `CompileError`, as one does for a policy (older Safaris: an `EvalError`); but only a policy forbids a module that holds nothing.
 */
export function isPolicy(error) {
  if (error instanceof RangeError) return false;
  try {
    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    return !new WebAssembly.Instance(empty);
  } catch (refusal) {
    return refusal instanceof WebAssembly.CompileError || refusal instanceof EvalError;
  }
}

export const blocked = () => new EmbedHostError('wasm-blocked', undefined, "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src");

export const unsupported = (message) => new EmbedHostError('unsupported-environment', undefined, message);
