import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { file, tarball } from './environment.mjs';

const text = (name) => readFile(file(name), 'utf8');
const manifest = JSON.parse(await text('package.json'));

test('publint has nothing to say about the tarball', async () => {
  const { buffer } = Uint8Array.from(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  assert.equal(pkg.name, 'embed-host');
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
});

test('installing the package brings nothing else and runs nothing', () => {
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts', 'bin']) {
    assert.equal(manifest[field], undefined, field);
  }
});

test('the package is a module without side effects, with one entry', () => {
  assert.equal(manifest.type, 'module');
  assert.equal(manifest.sideEffects, false);
  assert.deepEqual(manifest.exports, {
    '.': { types: './index.d.ts', default: './index.js' },
    './package.json': './package.json',
  });
  assert.match(manifest.version, /^\d+\.\d+\.\d+/);
});

test('the entry refers to no further file, which a bundler would have to find', async () => {
  assert.doesNotMatch(await text('index.js'), /import\.meta|\bimport\s*\(|\bfrom\s*["']|\.wasm\b/);
});
