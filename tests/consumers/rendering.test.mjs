import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';

import { npmPackage } from '../e2e/harness/environment.mjs';
import { declaredValues } from '../package/declared-values.mjs';
import { Consumer } from './consumer.mjs';

const script = Consumer.file('frameworks', 'rendering.mjs');

const REACT = [
  '<div id="box" style="height:40rem"><div></div></div>',
  '<impersonation-banner position="bottom" return-to="/admin"></impersonation-banner>',
  '<p>[null,&quot;loading&quot;,null,null,&quot;pending&quot;]</p>',
];
const VUE = [
  '<div id="box" style="height:40rem;"><div></div><!----></div>',
  '<impersonation-banner position="bottom" return-to="/admin"></impersonation-banner>',
  '<p>[null,&quot;loading&quot;,null,null,&quot;pending&quot;]</p>',
];

const cwd = Consumer.file('frameworks', '.');

/** Runs a script in Node, with everything that it imports beside it, and gives what it prints. */
function run(code, type) {
  return JSON.parse(execFileSync(process.execPath, [`--input-type=${type}`], { cwd, input: code, stdio: ['pipe', 'pipe', 'inherit'] }));
}

/** The script with what it imports in it, and React 18 for the newest one. */
async function withReact18() {
  const alias = { react: 'react-18', 'react-dom': 'react-dom-18' };
  // What was written for `require` asks for the modules of Node by it.
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(process.cwd());" };
  const { outputFiles } = await build({ entryPoints: [script], absWorkingDir: cwd, bundle: true, write: false, platform: 'node', format: 'esm', alias, banner });
  return outputFiles[0].text;
}

/** The script with `require` for its imports, in a function, since CommonJS has no top-level await. */
function withRequire(code) {
  const required = (_, names, path) => `const ${names.replace('* as ', '').replaceAll(' as ', ': ')} = require(${path});`;
  return `(async () => {${code.replace(/^import (.*) from (.*);$/gm, required)}})();`;
}

test('a server that imports renders the containers, without an embed', () => {
  assert.deepEqual(run(readFileSync(script, 'utf8'), 'module'), { react: REACT, vue: VUE });
});

test('so does one that requires', () => {
  assert.deepEqual(run(withRequire(readFileSync(script, 'utf8')), 'commonjs'), { react: REACT, vue: VUE });
});

test('so does one with React 18', async () => {
  const code = await withReact18();
  assert.match(code, /"18\.3\.1"/);
  assert.deepEqual(run(code, 'module'), { react: REACT, vue: VUE });
});

for (const name of ['react', 'vue']) {
  test(`embed-host/${name} exports the values that its types declare, and no others`, () => {
    const keys = (module) => `console.log(JSON.stringify(Object.keys(${module}).sort()))`;
    const declared = declaredValues(join(npmPackage, `${name}.d.ts`)).sort();
    assert.deepEqual(run(keys(`await import('embed-host/${name}')`), 'module'), declared);
    assert.deepEqual(run(keys(`require('embed-host/${name}')`), 'commonjs'), declared);
  });
}
