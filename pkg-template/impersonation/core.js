import { compile } from '../compile.js';
import * as functions from './glue.js';
import { scrub } from './scrub.js';
import { wasm } from './wasm.js';

let started = false;

/** The WebAssembly core, started by the first call. Where it cannot start, a link in the address is scrubbed all the same. */
export function core(names) {
  if (!started) {
    try {
      functions.initSync({ module: compile(wasm) });
    } catch (error) {
      scrub(names);
      throw error;
    }
    started = true;
  }
  return functions;
}
