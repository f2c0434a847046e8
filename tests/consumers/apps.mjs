// The apps that install the package as their readers do, each with nothing set for it: how each is made, built and served.
//
// `folder` has files of its own, and `files` are the others: what the documents show. `build` and `serve` are scripts for Node, with
// their arguments. What has no `serve` is a folder of files, `site`, that any server serves. The embed is at the app's root, or at
// the path `page`. An app with a router has none at `/support`. `returnsTo` is where the banner that a document shows leads when
// the session is over. `writesAddress` says that the server writes the address into the page, a link as well. `makes` has the
// endings of all files that an app is built into: there is one script, with the wasm in it, or beside it for `embed-host/slim`.
import { snippets } from '../snippets.mjs';
import { BANNER, MAIN, SLIM, page, slimWith } from './plain.mjs';

/** The script that a document shows under this name, or with this text in it. */
const shown = (document, mark) => snippets(document).find(({ file, code }) => file === mark || code.includes(mark)).code;

const START = 'docs/getting-started.md';
const ELEMENTS = 'docs/elements.md';

const MODULE = '<script type="module" src="main.js"></script>';
const CLASSIC = '<script defer src="main.js"></script>';

const ONE_SCRIPT = ['.html', '.js'];
const SCRIPT_AND_MODULE = ['.html', '.js', '.wasm'];

const ESBUILD = ['node_modules/esbuild/bin/esbuild', 'main.js', '--bundle', '--minify', '--log-level=warning'];

const VITE = { 'index.html': page('<script type="module" src="/src/main.js"></script>'), 'vite.config.js': shown(START, 'vite.config.js') };
const VITE_BUILD = ['node_modules/vite/bin/vite.js', 'build', '--base', './', '--logLevel', 'warn'];

/** Without what it kept of an earlier package. */
const viteServer = (port) => ['node_modules/vite/bin/vite.js', '--port', port, '--strictPort', '--force'];

const WEBPACK = { 'webpack.config.mjs': shown(START, 'webpack.config.mjs') };
const WEBPACK_PAGE = shown(START, '<script defer src="main.js">');
const WEBPACK_BUILD = ['node_modules/webpack-cli/bin/cli.js', 'build', '--mode', 'production'];

const NEXT = {
  'next.config.mjs': shown(START, 'next.config.mjs'),
  'app/analytics/page.jsx': shown(START, 'function AnalyticsPage'),
  'app/App.jsx': `'use client';\n\n${shown('docs/react.md', 'App.jsx')}`,
};

const NUXT = {
  name: 'Nuxt',
  folder: 'nuxt',
  page: 'analytics',
  isRouted: true,
  returnsTo: '/support',
  files: {
    'app/components/Analytics.vue': shown(START, "from 'vue'"),
    'app/components/Session.vue': shown('docs/vue.md', 'useImpersonation('),
  },
  build: ['node_modules/nuxt/bin/nuxt.mjs', 'build', '--logLevel', 'silent'],
  serve: () => ['.output/server/index.mjs'],
};

/** Nuxt with another configuration that a document shows. */
const nuxtWith = (config, others) => ({ ...NUXT, ...others, files: { ...NUXT.files, 'nuxt.config.ts': config } });

const ANGULAR = {
  'src/session.component.ts': shown(ELEMENTS, 'session.component.ts'),
  'proxy.conf.json': shown(START, '{ "/api": '),
};

const NG = 'node_modules/@angular/cli/bin/ng.js';

export const APPS = [
  { name: 'an import map', folder: 'import-map', files: { 'main.js': MAIN } },
  { name: 'a classic script', folder: 'classic-script', files: { 'banner.js': BANNER } },
  {
    name: 'esbuild, as a module',
    folder: 'esbuild',
    site: 'dist/esm',
    files: { 'main.js': MAIN, 'dist/esm/index.html': page(MODULE) },
    build: [...ESBUILD, '--format=esm', '--outdir=dist/esm'],
    makes: ONE_SCRIPT,
  },
  {
    name: 'esbuild, as a classic script',
    folder: 'esbuild',
    site: 'dist/iife',
    files: { 'main.js': MAIN, 'dist/iife/index.html': page(CLASSIC) },
    build: [...ESBUILD, '--format=iife', '--outdir=dist/iife'],
    makes: ONE_SCRIPT,
  },
  {
    name: 'esbuild and the module as a file',
    folder: 'esbuild',
    site: 'dist',
    files: { 'main.js': slimWith('esbuild'), 'dist/index.html': page(MODULE) },
    build: [...ESBUILD, '--format=esm', '--loader:.wasm=file', '--outdir=dist'],
    makes: SCRIPT_AND_MODULE,
  },
  {
    name: 'Rollup',
    folder: 'rollup',
    site: 'dist',
    files: { 'main.js': MAIN, 'dist/index.html': page(MODULE) },
    build: ['node_modules/rollup/dist/bin/rollup', '--config', '--silent'],
    makes: ONE_SCRIPT,
  },
  {
    name: 'Vite',
    folder: 'vite',
    site: 'dist',
    files: { ...VITE, 'src/main.js': MAIN },
    build: VITE_BUILD,
    makes: ONE_SCRIPT,
  },
  {
    name: "Vite's development server",
    folder: 'vite',
    files: { ...VITE, 'src/main.js': MAIN },
    serve: viteServer,
  },
  {
    name: 'Vite and the module as a file',
    folder: 'vite',
    site: 'dist',
    files: { ...VITE, 'src/main.js': slimWith('Vite') },
    build: VITE_BUILD,
    makes: SCRIPT_AND_MODULE,
  },
  {
    name: "Vite's development server and the module as a file",
    folder: 'vite',
    files: { ...VITE, 'src/main.js': slimWith('Vite') },
    serve: viteServer,
  },
  {
    name: 'webpack',
    folder: 'webpack',
    site: 'dist',
    files: { ...WEBPACK, 'src/index.js': MAIN, 'dist/index.html': WEBPACK_PAGE },
    build: WEBPACK_BUILD,
    makes: ONE_SCRIPT,
  },
  {
    name: 'webpack and the module as a file',
    folder: 'webpack',
    site: 'dist',
    files: { ...WEBPACK, 'src/index.js': SLIM, 'dist/index.html': WEBPACK_PAGE },
    build: WEBPACK_BUILD,
    makes: SCRIPT_AND_MODULE,
  },
  {
    name: "webpack's development server",
    folder: 'webpack',
    files: { ...WEBPACK, 'src/index.js': MAIN, 'public/index.html': WEBPACK_PAGE },
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
    page: 'analytics',
    isRouted: true,
    returnsTo: '/support',
    files: NEXT,
    build: ['node_modules/next/dist/bin/next', 'build', `--${bundler.toLowerCase()}`],
    serve: (port) => ['node_modules/next/dist/bin/next', 'start', '--port', port],
  })),
  {
    name: 'SvelteKit',
    folder: 'sveltekit',
    page: 'analytics',
    isRouted: true,
    files: { 'src/lib/Analytics.svelte': shown(START, "from 'svelte'") },
    build: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    serve: (port) => ['node_modules/vite/bin/vite.js', 'preview', '--port', port, '--strictPort'],
  },
  nuxtWith(shown(START, 'nuxt.config.ts'), { writesAddress: true }),
  nuxtWith(shown(START, 'ssr: false'), { name: 'Nuxt, which does not render the page of links' }),
  {
    name: 'Angular',
    folder: 'angular',
    site: 'dist/browser',
    isRouted: true,
    files: { ...ANGULAR, 'src/analytics.component.ts': shown(START, 'analytics.component.ts') },
    build: [NG, 'build', '--base-href', './'],
  },
  {
    name: "Angular's development server and the elements",
    folder: 'angular',
    isRouted: true,
    files: { ...ANGULAR, 'src/analytics.component.ts': shown(ELEMENTS, 'analytics.component.ts') },
    serve: (port) => [NG, 'serve', '--port', port],
  },
];
