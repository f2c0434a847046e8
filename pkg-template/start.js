import { blocked, checkBrowser, isPolicy, LEAST, unsupported } from './environment.js';

let core;

/**
 * Gives the core, which the first call starts: `load` gives the bindings of wasm-bindgen, `hex` is their module of WebAssembly.
 * Every entry bundles this file, and so starts its own. Synchronous: a module of this size compiles in a few milliseconds.
 */
export function start(load, hex) {
  core ??= started(load, hex);
  return core;
}

function started(load, hex) {
  checkBrowser();
  const module = compile(decode(hex));
  const bindings = load();
  try {
    bindings.initSync({ module });
  } catch (error) {
    throw isPolicy(error) ? blocked() : error;
  }
  return bindings;
}

function compile(bytes) {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // Its text is not passed on: it is the browser's own, and quotes the policy.
    throw isPolicy(error) ? blocked() : unsupported(`needs a newer browser, which compiles WebAssembly of this size synchronously: ${LEAST}`);
  }
}

/** Browsers of before 2025 have no `fromHex`. */
function decode(hex) {
  if (Uint8Array.fromHex) return Uint8Array.fromHex(hex);
  const bytes = new Uint8Array(hex.length / 2);
  for (let index = 0; index < bytes.length; index++) bytes[index] = (digit(hex, 2 * index) << 4) | digit(hex, 2 * index + 1);
  return bytes;
}

/** The codes of `0` to `9` end in their values; those of `a` to `f`, from bit 6 on, in 1 to 6. */
function digit(hex, index) {
  const code = hex.charCodeAt(index);
  return (code & 15) + (code >> 6) * 9;
}
