import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

import { APPS } from '../consumers/apps.mjs';
import { snippets } from '../snippets.mjs';
import { file } from './environment.mjs';
import { DOCUMENTS, root, run, shown, TYPES } from './shown.mjs';

const folder = mkdtempSync(join(tmpdir(), 'embed-host-snippets-'));
after(() => rmSync(folder, { recursive: true }));

test('the documents and the types show scripts', () => {
  for (const documents of [DOCUMENTS, TYPES]) assert.ok(shown.filter(({ document }) => documents.includes(document)).length >= 20);
});

// What is no module runs as it is: a set-up file of a test runner.
for (const { name, language, code } of shown) {
  test(`${name} builds as a module and as a classic script`, async () => {
    for (const format of ['esm', 'iife']) {
      const stdin = { contents: code, loader: language, resolveDir: folder };
      await build({ stdin, format, bundle: true, write: false, packages: 'external', external: ['./*'], target: 'es2022', jsx: 'automatic', logLevel: 'silent' });
    }
  });
}

// What the snippets leave to the reader, and what comes from packages that are not installed here.
const ELSEWHERE = `
  declare function showBanner(...given: unknown[]): void;
  declare function startApp(): void;
  declare function showWhoseSessionThisIs(...given: unknown[]): void;
  declare module 'react-dom/client';
`;

const ENTRIES = ['auto', 'element', 'impersonation', 'react', 'slim', 'vue'];
const entries = Object.fromEntries([['embed-host', [file('index.d.ts')]], ...ENTRIES.map((name) => [`embed-host/${name}`, [file(`${name}.d.ts`)]])]);

const installed = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

const OPTIONS = {
  ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  ...{ lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [], noEmit: true, strict: true, noImplicitAny: false },
  ...{ jsx: ts.JsxEmit.ReactJSX, allowJs: true, checkJs: true, moduleDetection: ts.ModuleDetectionKind.Force, skipLibCheck: true },
  // What is caught may be used, as in any script that nobody checks.
  useUnknownInCatchVariables: false,
  paths: { ...entries, react: [installed('@types/react/index.d.ts')], 'react/jsx-runtime': [installed('@types/react/jsx-runtime.d.ts')], vue: [installed('vue/dist/vue.d.ts')] },
};

/** What TypeScript finds wrong with scripts that are one program. A script that says which file it is may be imported by it. */
function typeErrors(scripts, options) {
  const elsewhere = join(folder, 'elsewhere.d.ts');
  writeFileSync(elsewhere, ELSEWHERE);
  const files = scripts.map(({ code, language, document, file: own }, index) => {
    const path = join(folder, document, own ?? `${index}.${language}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    return path;
  });
  assert.equal(new Set(files).size, files.length);
  const program = ts.createProgram([elsewhere, ...files], { ...OPTIONS, ...options });
  return ts.getPreEmitDiagnostics(program).map(({ file: source, messageText }) => {
    const name = scripts[files.indexOf(source?.fileName)]?.name;
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

const isTyped = ({ language, tool }) => (language === 'ts' || language === 'tsx') && tool !== 'Vue';
const isComponent = ({ language, tool }) => language === 'jsx' || tool === 'Vue';

test('the scripts for pages are of the types of the package', () => {
  // The examples in the types leave more to the reader.
  const scripts = shown.filter(({ language, tool, document }) => language === 'js' && !tool && !TYPES.includes(document));
  assert.ok(scripts.length >= 15);
  assert.deepEqual(typeErrors(scripts), []);
});

/** What the apps of the tests are built of, by compilers that check it. */
const built = APPS.flatMap(({ files }) => Object.values(files));

test('so are the components and what is in TypeScript, unless an app of the tests is built of it', () => {
  // Of two that are the same, such as a declaration, a program can have only one.
  const typed = shown.filter(({ code }, index) => !built.includes(code) && index === shown.findIndex((other) => other.code === code)).filter(isTyped);
  // Vue's own checker takes the type of a template ref from the template.
  const components = shown.filter(isComponent).map((component) => ({ ...component, code: component.code.replaceAll('useTemplateRef(', 'useTemplateRef<any>(') }));
  assert.ok(typed.length >= 1 && components.length >= 15);
  // In JavaScript, `useState(null)` and `useRef(null)` are of any type, and not always null.
  assert.deepEqual(typeErrors([...typed, ...components], { strictNullChecks: false }), []);
});

test('a tag in a component of Vue is an import of it, or an element that its configuration names', () => {
  const components = shown.filter(({ tool }) => tool === 'Vue');
  assert.ok(components.length >= 5);
  assert.deepEqual(components.filter(({ code }) => code.includes('resolveComponent')).map(({ name }) => name), []);
});

test('the configurations in docs/csp.md send the policy of the guide', async () => {
  const config = (tool) => run(shown.find((snippet) => snippet.document === 'docs/csp.md' && snippet.tool === tool).code);
  const [{ code: header }] = snippets('docs/csp.md').filter(({ language }) => language === 'http');
  const [{ source, headers }] = await (await config('Next')).headers();
  assert.equal(source, '/(.*)');
  assert.equal(headers.map(({ key, value }) => `${key}: ${value.replace(" 'unsafe-inline'", '')}\n`).join(''), header);
  // SvelteKit adds the quotes of keywords.
  const { directives } = (await config('SvelteKit')).kit.csp;
  const policy = Object.entries(directives).map(([name, sources]) => [name, ...sources.map((word) => (word.includes(':') ? word : `'${word}'`))].join(' '));
  assert.equal(`Content-Security-Policy: ${policy.join('; ')}\n`, header);
});

test('the Rust that the documents show is a part of the examples, which the tests build', () => {
  const paths = readdirSync(root('examples'), { recursive: true }).filter((path) => path.endsWith('.rs'));
  const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');
  const sources = paths.map((path) => words(readFileSync(root(`examples/${path}`), 'utf8')));
  const rust = DOCUMENTS.flatMap((document) => snippets(document).map(({ language, code }) => ({ language, code, document }))).filter(({ language }) => language.startsWith('rust'));
  for (const { code, document } of rust) assert.ok(sources.some((source) => source.includes(words(code))), `${document}: ${code}`);
  assert.ok(rust.length >= 7);
});

const [, included] = /^include = \[(.*)\]$/m.exec(readFileSync(root('Cargo.toml'), 'utf8'));

/** What the crate ships, as cargo's patterns. */
const patterns = Array.from(included.matchAll(/"([^"]*)"/g), ([, pattern]) => pattern);

const isShipped = (path) =>
  patterns.some((pattern) => (pattern.includes('*') ? `/${path}`.startsWith(pattern.replace(/\*.*/, '')) : `/${path}` === pattern));

test('the crate ships files by their place, and none because it has the name of another one', () => {
  assert.deepEqual(patterns.filter((pattern) => !pattern.startsWith('/')), []);
});

test('the README of the crate and of the package link to what they ship, and to what is in the repository', () => {
  const [, repository] = /^repository = "(.*)"$/m.exec(readFileSync(root('Cargo.toml'), 'utf8'));
  for (const [document, ships] of [
    ['README.md', isShipped],
    ['pkg-template/README.md', () => false],
  ]) {
    const targets = Array.from(readFileSync(root(document), 'utf8').matchAll(/\]\(([^)#]+)/g), ([, target]) => target);
    for (const target of targets.filter((address) => !address.startsWith('https:'))) {
      assert.ok(ships(target) && existsSync(root(target)), `${document} links to ${target}`);
    }
    for (const target of targets.filter((address) => address.startsWith(`${repository}/`))) {
      const [, path] = /^\/(?:blob|tree)\/main\/(.*)$/.exec(target.slice(repository.length));
      assert.ok(existsSync(root(path)), `${document} links to ${target}`);
    }
  }
});

/**
 * The names of the tests in a file, as patterns: some are made of parts, which the file then holds as well. A file may
 * have a function of its own that makes tests, and calls it where its lines begin.
 */
function testsIn(path) {
  const text = readFileSync(root(path), 'utf8');
  const rust = Array.from(text.matchAll(/#\[(?:tokio::test|wasm_bindgen_test|test)[^\]]*\]\s+(?:#\[[^\]]*\]\s+)*(?:async )?fn (\w+)/g), ([, name]) => [name]);
  const script = Array.from(text.matchAll(/(?:^\w+|\b(?:scenario|visit|elements|test))\(\s*(['"`])(.*?[^\\])\1/gms), ([, , title]) => title.split(/\$\{[^}]*\}/));
  const fits = (title) => (parts) => {
    const pattern = new RegExp(`^${parts.map((part) => RegExp.escape?.(part) ?? part.replace(/[^\w\s]/g, '\\$&')).join('(.+)')}$`);
    const [, ...inserted] = pattern.exec(title) ?? [];
    return pattern.test(title) && inserted.every((part) => text.includes(part));
  };
  return { has: (title) => [...rust, ...script].some(fits(title)) };
}

test('every promise in SECURITY.md names tests that exist', () => {
  const promises = readFileSync(root('SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| promise'));
  assert.ok(promises.length >= 25);
  for (const promise of promises) {
    const files = Array.from(promise.matchAll(/`([\w./-]+\.(?:rs|mjs))`: ([^`|]*)/g));
    assert.ok(files.length > 0, `no test: ${promise}`);
    for (const [, path, named] of files) {
      const titles = Array.from(named.matchAll(/“([^”]+)”/g), ([, title]) => title);
      assert.ok(titles.length > 0, `no test of ${path}: ${promise}`);
      const tests = testsIn(path);
      assert.deepEqual(titles.filter((title) => !tests.has(title)), [], path);
    }
  }
});
