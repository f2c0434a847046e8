import { initSync } from '../sessions/bindings.js';
import wasm from '../sessions/bindings_bg.wasm';
import { start as startModule } from '../start.js';
import { scrub } from './scrub.js';

/** Starts the WebAssembly core with the first call. Where it cannot start, a link in the address is scrubbed all the same. */
export function start(names) {
  try {
    startModule(initSync, wasm);
  } catch (error) {
    scrub(names);
    throw error;
  }
}
