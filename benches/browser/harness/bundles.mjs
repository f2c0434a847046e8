import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { EMBEDS, EMPTY, HAND_WRITTEN, LINKS } from './candidates.mjs';
import { npmPackage } from './environment.mjs';

const use = (name) => fileURLToPath(new URL(`../uses/${name}.js`, import.meta.url));

/** Bundles every use into one script each, as an app's build does; `folder` gets them. */
export async function bundle(folder) {
  await build({
    entryPoints: [...EMBEDS, ...LINKS, EMPTY, HAND_WRITTEN].map(({ use: name }) => use(name)),
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'embed-host': `${npmPackage}/index.js`, 'embed-host/impersonation': `${npmPackage}/impersonation.js` },
  });
}
