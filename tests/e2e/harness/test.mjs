import assert from 'node:assert/strict';
import { test as register } from 'node:test';

import { CANNOT } from './engines/cannot.mjs';
import { engineName } from './environment.mjs';

const listed = CANNOT[engineName];

/** With this set, only the listed tests run, and each that passes is a fault of the list. */
const triesListed = process.env.EMBED_HOST_TRY_LISTED === '1';

/** A test, as Node knows it, unless it is listed as one that this engine cannot run. */
export function test(name, ...rest) {
  const run = rest.pop();
  const options = rest.pop() ?? {};
  const reason = listed[name];
  if (triesListed && reason) {
    register(name, options, () => assert.rejects(async () => run(), `${engineName} can run it: ${reason}`));
  } else {
    register(name, { ...options, skip: triesListed || (reason ?? false) }, run);
  }
}
