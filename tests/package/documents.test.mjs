import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';
import { compileScript, parse } from 'vue/compiler-sfc';

import { snippets } from '../snippets.mjs';
import { file } from './environment.mjs';

const DOCUMENTS = ['README.md', 'pkg-template/README.md', 'docs/testing.md', 'docs/impersonation.md', 'docs/slim.md', 'docs/elements.md', 'docs/react.md', 'docs/vue.md'];
const TYPES = ['index', 'impersonation', 'auto', 'element', 'slim', 'react', 'vue'].map((name) => `pkg-template/${name}.d.ts`);
const SCRIPTS = ['js', 'jsx', 'ts', 'tsx', 'vue'];

const folder = mkdtempSync(join(tmpdir(), 'embed-host-snippets-'));
after(() => rmSync(folder, { recursive: true }));

DOCUMENTS.push(...['getting-started', 'token-endpoint', 'csp', 'troubleshooting', 'migration'].map((name) => `docs/${name}.md`));

const shown = [...DOCUMENTS, ...TYPES].flatMap((document) =>
  snippets(document)
    .filter(({ language }) => SCRIPTS.includes(language))
    .map((snippet, index) => ({ ...compiled(snippet), name: `${document}, script ${index + 1}` })),
);

/** What Vue's compiler makes of a component in one file, and any other snippet as it is. */
function compiled(snippet) {
  if (snippet.language !== 'vue') return snippet;
  const { descriptor, errors } = parse(snippet.code);
  assert.deepEqual(errors, []);
  const { content } = compileScript(descriptor, { id: 'snippet', inlineTemplate: true });
  return { ...snippet, language: 'js', tool: 'Vue', code: content };
}

test('the documents show scripts', () => {
  for (const document of [...DOCUMENTS, ...TYPES]) assert.ok(shown.some(({ name }) => name.startsWith(`${document},`)), document);
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
`;

const ENTRIES = ['auto', 'element', 'impersonation', 'react', 'slim', 'vue'];
const entries = Object.fromEntries([['embed-host', [file('index.d.ts')]], ...ENTRIES.map((name) => [`embed-host/${name}`, [file(`${name}.d.ts`)]])]);

const installed = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

test('the scripts for pages are of the types of the package', () => {
  const options = {
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    ...{ lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [], noEmit: true, strict: true, noImplicitAny: false },
    ...{ jsx: ts.JsxEmit.ReactJSX, allowJs: true, checkJs: true, moduleDetection: ts.ModuleDetectionKind.Force, skipLibCheck: true },
    paths: { ...entries, react: [installed('@types/react/index.d.ts')], 'react/jsx-runtime': [installed('@types/react/jsx-runtime.d.ts')], vue: [installed('vue/dist/vue.d.ts')] },
  };
  // The examples in the types leave more to the reader, and JSX of other documents is about elements that React has no types of.
  const isForPages = ({ language, tool, code }) => (language === 'js' && !tool) || (language === 'jsx' && code.includes("'embed-host/react'"));
  const checked = shown.filter((snippet) => isForPages(snippet) && !TYPES.some((types) => snippet.name.startsWith(types)));
  const elsewhere = join(folder, 'elsewhere.d.ts');
  writeFileSync(elsewhere, ELSEWHERE);
  const files = checked.map(({ code, language }, index) => {
    const path = join(folder, `${index}.${language}`);
    writeFileSync(path, code);
    return path;
  });
  // What is caught may be used, as in any script that nobody checks.
  const program = ts.createProgram([elsewhere, ...files], { ...options, useUnknownInCatchVariables: false });
  const problems = ts.getPreEmitDiagnostics(program).map(({ file: source, messageText }) => {
    const name = checked[files.indexOf(source?.fileName)]?.name;
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  assert.ok(files.length >= 5);
  assert.deepEqual(problems, []);
});

test('the Rust that docs/rust.md shows is a part of the example apps, which the tests build', () => {
  const sources = ['leptos', 'yew'].flatMap((app) => readdirSync(root(`examples/${app}/src`)).map((name) => readFileSync(root(`examples/${app}/src/${name}`), 'utf8')));
  const words = (text) => text.split(/\s+/).filter(Boolean).join(' ');
  const rust = snippets('docs/rust.md').filter(({ language }) => language === 'rust');
  assert.ok(rust.length >= 3);
  for (const { code } of rust) assert.ok(sources.some((source) => words(source).includes(words(code))), code);
});

const root = (path) => new URL(`../../${path}`, import.meta.url);

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
