// The apps that install the package as their readers do, each with nothing set for it: how each is made, built and served.
//
// `folder` has files of its own, and `files` are the others: what the documents show. `build` and `serve` are scripts for Node, with
// their arguments. What has no `serve` is a folder of files, `site`, that any server serves. An app with a router has its embed at
// `/analytics`, and none at `/support`. `returnsTo` is where the banner that a document shows leads when the session is over.
import { snippets } from '../snippets.mjs';
import { BANNER, MAIN, page } from './plain.mjs';

/** The script that a document shows under this name, or with this text in it. */
const shown = (document, mark) => snippets(document).find(({ file, code }) => file === mark || code.includes(mark)).code;

const START = 'docs/getting-started.md';

const MODULE = '<script type="module" src="main.js"></script>';
const CLASSIC = '<script defer src="main.js"></script>';

const ESBUILD = ['node_modules/esbuild/bin/esbuild', 'main.js', '--bundle', '--minify', '--log-level=warning'];

const WEBPACK = { 'main.js': MAIN, 'webpack.config.mjs': shown(START, 'webpack.config.mjs') };

const NEXT = {
  'next.config.mjs': shown(START, 'next.config.mjs'),
  'app/analytics/page.jsx': shown(START, 'function AnalyticsPage'),
  'app/App.jsx': `'use client';\n\n${shown('docs/react.md', 'App.jsx')}`,
};

export const APPS = [
  { name: 'an import map', folder: 'import-map', files: { 'main.js': MAIN } },
  { name: 'a classic script', folder: 'classic-script', files: { 'banner.js': BANNER } },
  {
    name: 'esbuild, as a module',
    folder: 'esbuild',
    site: 'dist/esm',
    files: { 'main.js': MAIN, 'dist/esm/index.html': page(MODULE) },
    build: [...ESBUILD, '--format=esm', '--outdir=dist/esm'],
  },
  {
    name: 'esbuild, as a classic script',
    folder: 'esbuild',
    site: 'dist/iife',
    files: { 'main.js': MAIN, 'dist/iife/index.html': page(CLASSIC) },
    build: [...ESBUILD, '--format=iife', '--outdir=dist/iife'],
  },
  {
    name: 'Rollup',
    folder: 'rollup',
    site: 'dist',
    files: { 'main.js': MAIN, 'dist/index.html': page(MODULE) },
    build: ['node_modules/rollup/dist/bin/rollup', '--config', '--silent'],
  },
  {
    name: 'webpack',
    folder: 'webpack',
    site: 'dist',
    files: { ...WEBPACK, 'dist/index.html': page(CLASSIC) },
    build: ['node_modules/webpack-cli/bin/cli.js', 'build', '--mode', 'production'],
  },
  {
    name: "webpack's development server",
    folder: 'webpack',
    files: { ...WEBPACK, 'public/index.html': page(CLASSIC) },
    serve: (port) => ['node_modules/webpack-cli/bin/cli.js', 'serve', '--mode', 'development', '--port', port],
  },
  {
    name: 'Parcel',
    folder: 'parcel',
    site: 'dist',
    files: { 'main.js': MAIN, 'index.html': page(MODULE) },
    build: ['node_modules/parcel/lib/bin.js', 'build', 'index.html', '--public-url', './', '--log-level', 'error'],
  },
  ...['Turbopack', 'webpack'].map((bundler) => ({
    name: `Next and ${bundler}`,
    folder: 'next',
    isRouted: true,
    returnsTo: '/support',
    files: NEXT,
    build: ['node_modules/next/dist/bin/next', 'build', `--${bundler.toLowerCase()}`],
    serve: (port) => ['node_modules/next/dist/bin/next', 'start', '--port', port],
  })),
  {
    name: 'SvelteKit',
    folder: 'sveltekit',
    isRouted: true,
    files: { 'src/lib/Analytics.svelte': shown(START, "from 'svelte'") },
    build: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    serve: (port) => ['node_modules/vite/bin/vite.js', 'preview', '--port', port, '--strictPort'],
  },
];
