import { compile } from './compile.js';
import { addSource, close, closeSource, initSync, open, renew, snapshot } from './glue.js';
import { wasm } from './wasm.js';

const functions = { addSource, close, closeSource, open, renew, snapshot };
let started = false;

/** The WebAssembly core, started by the first call. */
export function core() {
  if (!started) {
    initSync({ module: compile(wasm) });
    started = true;
  }
  return functions;
}
