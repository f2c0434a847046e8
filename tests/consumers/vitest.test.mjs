import assert from 'node:assert/strict';
import { test } from 'node:test';

import { snippets } from '../snippets.mjs';
import { report, writeGuide } from './runner.mjs';

/** The guide says that its test of the real module is the same with Vitest. */
function realModule() {
  const { code } = snippets('docs/testing.md').find(({ file }) => file === 'embed.test.js');
  return `import { expect, test } from 'vitest';\n${code}`;
}

for (const environment of ['happy-dom', 'jsdom']) {
  test(`what the guide shows for Vitest works under ${environment}`, { timeout: 150_000 }, () => {
    writeGuide('vitest', 'Vitest', { 'embed.test.js': realModule() });
    const given = ['run', '--reporter=json', `--environment=${environment}`];
    const { numPassedTests, numTotalTests } = report('vitest', 'vitest/vitest.mjs', given, { folder: 'guide' });
    assert.deepEqual([numPassedTests, numTotalTests], [3, 3]);
  });
}
