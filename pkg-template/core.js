import { bytes } from './bytes.js';
import { EmbedHostError } from './error.js';
import { addSource, close, closeSource, initSync, open, reload, snapshot, state, switchUser } from './glue.js';
import { wasm } from './wasm.js';

const functions = { addSource, close, closeSource, open, reload, snapshot, state, switchUser };
let started = false;

/** The WebAssembly core, started by the first call. Synchronous: a module this small compiles in a few milliseconds. */
export function core() {
  if (!started) {
    if (typeof document === 'undefined') {
      throw new EmbedHostError('unsupported-environment', undefined, 'needs a document: call this in a browser');
    }
    initSync({ module: compile() });
    started = true;
  }
  return functions;
}

function compile() {
  try {
    return new WebAssembly.Module(bytes(wasm));
  } catch {
    throw new EmbedHostError('wasm-blocked', undefined, "WebAssembly is forbidden: add 'wasm-unsafe-eval' to script-src");
  }
}
