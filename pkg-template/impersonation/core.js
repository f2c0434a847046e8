import { compile } from '../compile.js';
import {
  accessToken,
  confirmed,
  endSession,
  expiresAt,
  failed,
  granted,
  impersonate,
  initSync,
  keepLink,
  keptIn,
  look,
  takeLink,
  timer,
} from './glue.js';
import { scrub } from './scrub.js';
import { wasm } from './wasm.js';

const functions = {
  accessToken,
  confirmed,
  endSession,
  expiresAt,
  failed,
  granted,
  impersonate,
  keepLink,
  keptIn,
  look,
  takeLink,
  timer,
};
let started = false;

/** The WebAssembly core, started by the first call. Where it cannot start, a link in the address is scrubbed all the same. */
export function core(names) {
  if (!started) {
    try {
      initSync({ module: compile(wasm) });
    } catch (error) {
      scrub(names);
      throw error;
    }
    started = true;
  }
  return functions;
}
