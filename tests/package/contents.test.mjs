import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { file, tarball } from './environment.mjs';

const text = (name) => readFile(file(name), 'utf8');
const manifest = JSON.parse(await text('package.json'));

// What runs in browsers alone has no least version of Node, and with one Yarn would refuse to install it.
const isWanted = ({ code }) => code !== 'USE_ENGINES_NODE';

test('publint has nothing to say about the tarball', async () => {
  const { buffer } = Uint8Array.from(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  assert.equal(pkg.name, 'embed-host');
  assert.deepEqual(messages.filter(isWanted).map((message) => formatMessage(message, pkg, { color: false })), []);
});

test('installing the package brings nothing else and runs nothing', () => {
  for (const field of ['dependencies', 'optionalDependencies', 'scripts', 'bin']) {
    assert.equal(manifest[field], undefined, field);
  }
});

test('the frameworks that entries are for are those of the app, if it has them', () => {
  assert.deepEqual(manifest.peerDependencies, { react: '>=18', vue: '>=3.5' });
  assert.deepEqual(manifest.peerDependenciesMeta, { react: { optional: true }, vue: { optional: true } });
});

/** What an entry gives to `require`, and to everything else. */
const conditions = (name) => ({
  require: { types: `./cjs/${name}.d.ts`, default: `./cjs/${name}.js` },
  default: { types: `./${name}.d.ts`, default: `./${name}.js` },
});

test('the package has its entries for import and for require, and of them auto and element alone have a side effect', () => {
  assert.equal(manifest.type, 'module');
  assert.deepEqual(manifest.sideEffects, ['./auto.js', './cjs/auto.js', './element.js', './cjs/element.js', './*.global.js']);
  assert.deepEqual(manifest.exports, {
    '.': conditions('index'),
    './auto': conditions('auto'),
    './element': conditions('element'),
    './impersonation': conditions('impersonation'),
    './slim': conditions('slim'),
    './embed-host.wasm': './embed-host.wasm',
    './react': conditions('react'),
    './vue': conditions('vue'),
    './package.json': './package.json',
  });
  assert.match(manifest.version, /^\d+\.\d+\.\d+/);
});

// The wasm file is for the loaders of bundlers, and has no types.
test('TypeScript resolves every entry in every mode, with types of the right kind', async () => {
  const { buffer } = Uint8Array.from(await readFile(tarball));
  const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(buffer)), { excludeEntrypoints: ['./embed-host.wasm'] });
  assert.deepEqual(problems, []);
});

test('the package installs on every version of Node', () => {
  assert.equal(manifest.engines, undefined);
});

test('the package says where its source is, as the crate does', async () => {
  const cargo = await readFile(new URL('../../Cargo.toml', import.meta.url), 'utf8');
  const [, repository] = /^repository = "(.*)"$/m.exec(cargo);
  assert.equal(manifest.repository.url, `git+${repository}.git`);
});

test('the services that serve npm packages find the script for pages without modules', () => {
  assert.equal(manifest.unpkg, './embed-host.global.js');
  assert.equal(manifest.jsdelivr, manifest.unpkg);
});

// An entry loads what it needs, and nothing of another one. All share the class of errors.
const IMPORTS = {
  'index.js': ['./error.js'],
  'impersonation.js': ['./error.js', './sessions.js'],
  'auto.js': ['./sessions.js'],
  'element.js': ['./banner.js', './index.js'],
  'banner.js': [],
  'react.js': ['./banner.js', './impersonation.js', './index.js', 'react'],
  'vue.js': ['./banner.js', './impersonation.js', './index.js', 'vue'],
  'sessions.js': ['./error.js'],
  'slim.js': ['./error.js'],
  'error.js': [],
};

for (const [name, expected] of Object.entries(IMPORTS)) {
  test(`cjs/${name} requires the same`, async () => {
    const required = (await text(`cjs/${name}`)).matchAll(/\brequire\("([^"]*)"\)/g);
    assert.deepEqual([...new Set(Array.from(required, ([, path]) => path))].sort(), expected);
  });

  test(`${name} imports ${expected.join(' and ') || 'nothing'}, and no file that a bundler would have to find`, async () => {
    const script = await text(name);
    const imported = script.matchAll(/\b(?:from|import)\s*"([^"]*)"/g);
    assert.deepEqual([...new Set(Array.from(imported, ([, path]) => path))].sort(), expected);
    assert.doesNotMatch(script, /import\.meta|\bimport\s*\(|["'`/][\w.-]*\.wasm\b/);
  });
}

test('the module of slim lies beside its script, which contains none', async () => {
  const module = await readFile(file('embed-host.wasm'));
  assert.ok(WebAssembly.validate(module));
  for (const name of ['slim.js', 'cjs/slim.js']) {
    const script = await text(name);
    assert.ok(script.length < module.length / 2, `${name} has ${script.length} characters`);
    assert.doesNotMatch(script, /0061736d/i);
  }
  assert.match(await text('index.js'), /0061736d/);
});

/** Which scripts of the package are in what a bundler makes for an app that imports one name of an entry. */
async function bundled(entry, name) {
  const stdin = { contents: `export { ${name} } from './${entry}.js';`, resolveDir: file('.') };
  const { metafile } = await build({ stdin, bundle: true, write: false, metafile: true, format: 'esm', external: ['react', 'vue'], logLevel: 'silent' });
  const [{ inputs }] = Object.values(metafile.outputs);
  const used = Object.entries(inputs).filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.endsWith('<stdin>'));
  return used.map(([path]) => path.split('/').at(-1)).sort();
}

for (const framework of ['react', 'vue']) {
  test(`an app for ${framework} gets what it uses, and not the module of the other job`, async () => {
    const all = [`${framework}.js`];
    assert.deepEqual(await bundled(framework, 'WisdomEmbed'), ['error.js', 'index.js', ...all].sort());
    assert.deepEqual(await bundled(framework, 'useWisdomEmbed'), ['error.js', 'index.js', ...all].sort());
    assert.deepEqual(await bundled(framework, 'useImpersonation'), ['error.js', ...all, 'sessions.js'].sort());
    assert.deepEqual(await bundled(framework, 'ImpersonationBanner'), ['banner.js', ...all].sort());
  });
}
