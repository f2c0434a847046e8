import { addSource, close, closeSource, initSync, open, renew, snapshot } from './embed/bindings.js';
import wasm from './embed/bindings_bg.wasm';
import { start } from './start.js';

const functions = { addSource, close, closeSource, open, renew, snapshot };

/** The WebAssembly core, started by the first call. */
export function core() {
  start(initSync, wasm);
  return functions;
}
