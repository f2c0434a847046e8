import { compile } from '../compile.js';
import { initSync } from './glue.js';
import { scrub } from './scrub.js';
import { wasm } from './wasm.js';

let started = false;

/** Starts the WebAssembly core with the first call. Where it cannot start, a link in the address is scrubbed all the same. */
export function start(names) {
  if (started) return;
  try {
    initSync({ module: compile(wasm) });
  } catch (error) {
    scrub(names);
    throw error;
  }
  started = true;
}
