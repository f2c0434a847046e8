// What it takes to import the module in each form that a script can hold it in, and to decode it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { runPage } from '../harness/browser.mjs';
import { wasmModule } from '../harness/environment.mjs';
import { FORMS } from '../harness/forms.mjs';
import { inRounds } from '../harness/rounds.mjs';

const DECODERS = fileURLToPath(new URL('../decoders/', import.meta.url));
const UNITS = { total: 'ms', decode: 'ms' };

const bundleOf = (name) => `inlined-${name.replace(/[^a-z0-9]/gi, '-')}`;

/** Bundles a form as the package's build bundles the module. */
function bundle(folder, { name, encode, decoder }, bytes) {
  const contents = `import { decode } from './${decoder}.js'; const text = ${JSON.stringify(encode(bytes))}; export const module = () => decode(text);`;
  const options = { bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', logLevel: 'error' };
  return build({ ...options, stdin: { contents, resolveDir: DECODERS }, outfile: `${folder}/${bundleOf(name)}.js` });
}

export async function measureInlining({ rounds, bundles, ...setting }) {
  const bytes = await readFile(wasmModule);
  for (const form of FORMS) await bundle(bundles, form, bytes);
  const results = [];
  for (const cpu of [4, 1]) {
    const condition = cpu === 1 ? 'full speed' : `CPU slowed ${cpu} times`;
    const measure = ({ name }) => runPage(setting, { page: 'inlining', cpu, query: { script: bundleOf(name), length: bytes.length } });
    results.push(await inRounds({ rounds, candidates: FORMS, units: UNITS, condition, measure }));
  }
  return results;
}
