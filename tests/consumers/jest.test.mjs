import assert from 'node:assert/strict';
import { test } from 'node:test';

import { report, writeGuide } from './runner.mjs';

const NATIVE = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };

for (const [version, suffix] of [
  ['29', '-29'],
  ['30', ''],
]) {
  test(`Jest ${version} with jsdom gets the package in every way in which it makes modules`, { timeout: 150_000 }, () => {
    const variables = { ...NATIVE, JSDOM: `jest-environment-jsdom${suffix}` };
    const { numPassedTests, numTotalTests } = report('jest', `jest${suffix}/bin/jest.js`, ['--config', 'projects.config.js', '--json'], { variables });
    assert.deepEqual([numPassedTests, numTotalTests], [5, 5]);
  });
}

test('what the guide shows for Jest works', { timeout: 150_000 }, () => {
  writeGuide('jest', 'Jest');
  const { numPassedTests, numTotalTests } = report('jest', 'jest/bin/jest.js', ['--json'], { folder: 'guide' });
  assert.deepEqual([numPassedTests, numTotalTests], [3, 3]);
});
