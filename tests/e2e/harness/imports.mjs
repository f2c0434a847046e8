import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { npmPackage } from './environment.mjs';

/** How the bindings of wasm-bindgen write an import whose exceptions they catch. Bundling takes spaces out, and no names. */
const CAUGHT = /(__wbg_\w+):function\(\)\{return handleError\(function\([\w,]*\)\{(.*?)\},arguments\)\}/gs;

/** What they do around the call of the browser itself. */
const RESULT = /^(?:return |let ret=)|(?:;|,ptr1=).*$/gs;
const TEXT = /(?:arg\d===0\?void 0:)?getStringFromWasm0\([^()]*\)/g;

/**
 * What a script of the package calls in the browser that may throw: the imports whose exceptions its bindings catch. By the call, as
 * `arg0.setItem(text,text)`, how they name each.
 */
export async function caughtImports(script) {
  const code = await readFile(join(npmPackage, script), 'utf8');
  const imports = [...code.matchAll(CAUGHT)];
  return new Map(imports.map(([, name, body]) => [body.replaceAll(RESULT, '').replaceAll(TEXT, 'text'), name]));
}
