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

test('the package is a module, and one of its entries has a side effect', () => {
  assert.equal(manifest.type, 'module');
  assert.deepEqual(manifest.sideEffects, ['./auto.js']);
  assert.deepEqual(manifest.exports, {
    '.': { types: './index.d.ts', default: './index.js' },
    './auto': { types: './auto.d.ts', default: './auto.js' },
    './impersonation': { types: './impersonation.d.ts', default: './impersonation.js' },
    './package.json': './package.json',
  });
  assert.match(manifest.version, /^\d+\.\d+\.\d+/);
});

// An entry loads what it needs, and nothing of another one: both have their own module in them, and share the class of errors.
const IMPORTS = {
  'index.js': ['./error.js'],
  'impersonation.js': ['./error.js', './sessions.js'],
  'auto.js': ['./sessions.js'],
  'sessions.js': ['./error.js'],
  'error.js': [],
};

for (const [name, expected] of Object.entries(IMPORTS)) {
  test(`${name} imports ${expected.join(' and ') || 'nothing'}, and no file that a bundler would have to find`, async () => {
    const script = await text(name);
    const imported = script.matchAll(/\b(?:from|import)\s*"([^"]*)"/g);
    assert.deepEqual([...new Set(Array.from(imported, ([, path]) => path))].sort(), expected);
    assert.doesNotMatch(script, /import\.meta|\bimport\s*\(|\.wasm\b/);
  });
}
