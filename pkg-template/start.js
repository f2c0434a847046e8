import { EmbedHostError } from './error.js';

let started = false;

/**
 * Starts a module of WebAssembly, given as base64, with the first call. Every entry bundles this file, and so starts its own.
 * Synchronous: a module of this size compiles in a few milliseconds.
 */
export function start(initSync, base64) {
  if (started) return;
  initSync({ module: compile(base64) });
  started = true;
}

function compile(base64) {
  if (typeof document === 'undefined') {
    throw unsupported('needs a document: call this in a browser');
  }
  if (typeof WebAssembly === 'undefined') {
    throw unsupported('needs WebAssembly, which this browser lacks or has turned off');
  }
  try {
    return new WebAssembly.Module(decode(base64));
  } catch (error) {
    // Chromium before 115 compiles only 4 kB at once on a page's main thread.
    if (error instanceof RangeError) throw unsupported('needs a newer browser: this one does not compile WebAssembly synchronously');
    throw new EmbedHostError('wasm-blocked', undefined, "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src");
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
