import { compile } from './compile.js';
import { addSource, close, closeSource, initSync, open, reload, snapshot, switchUser } from './glue.js';
import { wasm } from './wasm.js';

const functions = { addSource, close, closeSource, open, reload, snapshot, switchUser };
let started = false;

/** The WebAssembly core, started by the first call. */
export function core() {
  if (!started) {
    initSync({ module: compile(wasm) });
    started = true;
  }
  return functions;
}
