import { bytes } from './bytes.js';
import { EmbedHostError } from './error.js';

/** A module of WebAssembly, from its text. Synchronous: a module this small compiles in a few milliseconds. */
export function compile(text) {
  if (typeof document === 'undefined') {
    throw new EmbedHostError('unsupported-environment', undefined, 'needs a document: call this in a browser');
  }
  try {
    return new WebAssembly.Module(bytes(text));
  } catch {
    throw new EmbedHostError('wasm-blocked', undefined, "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src");
  }
}
