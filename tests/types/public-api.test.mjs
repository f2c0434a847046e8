import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { REPORT, report } from './public-api.mjs';

const lines = (text) => text.split('\n');

test('the report of the public types is up to date: where the change is meant, `cargo xtask public-api` rewrites it', () => {
  assert.deepEqual(lines(report()), lines(readFileSync(REPORT, 'utf8')));
});
