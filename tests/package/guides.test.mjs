// What the guides show beside scripts: pages, components, programs, commands, links.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compileScript, compileTemplate, parse } from '@vue/compiler-sfc';
import { build } from 'esbuild';
import { compile } from 'svelte/compiler';
import { parse as parseYaml } from 'yaml';

import { CANNOT } from '../e2e/harness/engines/cannot.mjs';
import { snippets } from '../snippets.mjs';
import { file } from './environment.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = (path) => readFileSync(join(root, path), 'utf8');

const GUIDES = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
const DOCUMENTS = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', ...GUIDES];

/** The snippets of all guides in one language, at least so many. */
function shown(language, least) {
  const found = GUIDES.flatMap((guide) =>
    snippets(guide)
      .filter((snippet) => snippet.language === language)
      .map((snippet, index) => ({ ...snippet, guide, name: `${guide}, ${language} ${index + 1}` })),
  );
  assert.ok(found.length >= least, `the guides show ${found.length} of ${language}`);
  return found;
}

/** The scripts that a page has in itself, with their attributes. */
const scriptsIn = (html) => Array.from(html.matchAll(/<script([^>]*)>(.*?)<\/script>/gs), ([, attributes, code]) => ({ attributes, code }));

for (const { name, code } of shown('html', 6)) {
  test(`the scripts in ${name} build, and load files that the package has`, async () => {
    for (const { attributes, code: script } of scriptsIn(code)) {
      if (attributes.includes('importmap')) {
        JSON.parse(script);
        continue;
      }
      const format = attributes.includes('module') ? 'esm' : 'iife';
      await build({ stdin: { contents: script, resolveDir: root }, format, write: false, bundle: true, packages: 'external', target: 'es2022', logLevel: 'silent' });
    }
    for (const [, path] of code.matchAll(/"[^"]*\/embed-host[^"/]*\/([^"]*\.js)"/g)) assert.ok(existsSync(file(path)), path);
  });
}

for (const { name, code } of shown('vue', 1)) {
  test(`${name} compiles`, () => {
    const { descriptor, errors } = parse(code);
    assert.deepEqual(errors, []);
    const { bindings } = compileScript(descriptor, { id: 'guide' });
    const template = compileTemplate({ source: descriptor.template.content, filename: name, id: 'guide', compilerOptions: { bindingMetadata: bindings } });
    assert.deepEqual([template.errors, template.tips], [[], []]);
  });
}

for (const { name, code } of shown('svelte', 1)) {
  for (const generate of ['client', 'server']) {
    test(`${name} compiles for the ${generate} without a warning`, () => {
      assert.deepEqual(compile(code, { generate, runes: true }).warnings, []);
    });
  }
}

test('the programs in the guide on token endpoints are those that the tests run', () => {
  const guide = 'docs/token-endpoint.md';
  const programs = Array.from(text(guide).matchAll(/\n\[`(examples\/[^`]*)`\]\(\.\.\/\1\)/g), ([, path]) => path);
  assert.equal(programs.length, 4);
  const blocks = snippets(guide).map(({ code }) => code);
  for (const path of programs) assert.ok(blocks.includes(text(path)), `${path} is another one in ${guide}`);
});

test('the headers in the guides are headers, and the policy of the README is among them', () => {
  const headers = shown('http', 4).flatMap(({ code }) => code.trim().split('\n'));
  for (const header of headers) assert.match(header, /^[A-Z][\w-]+: \S/);
  const [policy] = /^Content-Security-Policy: .*$/m.exec(text('README.md'));
  assert.ok(headers.includes(policy), policy);
});

test('the commands in the guides are of a form that a shell understands', () => {
  for (const { name, code } of shown('sh', 4)) {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' });
    assert.equal(status, 0, `${name}: ${stderr}`);
  }
});

test('the command for the hashes of the files that a page loads by their address prints what a browser compares', { skip: process.platform === 'win32' }, () => {
  const [{ code }] = shown('sh', 1).filter(({ code }) => code.includes('sha384'));
  const { stdout } = spawnSync('sh', { input: code, encoding: 'utf8', cwd: root });
  const served = ['embed-host.global.js', 'impersonation.global.js', 'element.global.js', 'embed-host.wasm'];
  const expected = served.map((name) => `${name} sha384-${createHash('sha384').update(readFileSync(file(name))).digest('base64')}\n`);
  assert.equal(stdout, expected.join(''));
});

test('the workflow of a release publishes the tested tarball with provenance', () => {
  const [{ code }] = shown('yaml', 1);
  const { permissions, jobs } = parseYaml(code);
  assert.deepEqual(permissions, { contents: 'read', 'id-token': 'write' });
  const runs = jobs.npm.steps.map(({ run }) => run).filter(Boolean);
  assert.match(runs.at(-1), /^npm publish --provenance .*target\/npm\/embed-host-\*\.tgz$/);
  assert.match(runs.at(-2), /^cargo xtask test --before-release$/);
});

test('the index names every guide', () => {
  const index = text('docs/README.md');
  assert.deepEqual(GUIDES.filter((guide) => guide !== 'docs/README.md' && !index.includes(`](${guide.slice(5)})`)), []);
});

test('the table of tested apps names every one, in the version that it has', () => {
  const folders = readdirSync(join(root, 'tests/consumers')).filter((name) => existsSync(join(root, 'tests/consumers', name, 'package.json')));
  const rows = text('docs/getting-started.md').split('\n').filter((line) => line.startsWith('| ['));
  const named = rows.map((row) => ({
    apps: Array.from(row.matchAll(/\(\.\.\/tests\/consumers\/([\w-]+)\)/g), ([, name]) => name),
    versions: Array.from(row.matchAll(/`([^`]+)` ([\d.]+)(?: and ([\d.]+))?/g), ([, name, ...versions]) => [name, versions.filter(Boolean)]),
  }));
  assert.deepEqual(named.flatMap(({ apps }) => apps).sort(), folders.sort());
  for (const { apps, versions } of named.filter(({ versions }) => versions.length > 0)) {
    const { dependencies, devDependencies } = JSON.parse(text(`tests/consumers/${apps[0]}/package.json`));
    const installed = { ...dependencies, ...devDependencies };
    for (const [name, [version, older]] of versions) {
      assert.equal(installed[name], version, name);
      if (older) assert.ok(Object.values(installed).includes(`npm:${name}@${older}`), `${name} ${older}`);
    }
  }
});

test('the guide on browsers lists what each engine cannot run, with the reasons', () => {
  const lists = text('docs/browsers.md').matchAll(/^(\w+) cannot run:\n\n((?: *- .*\n)+)/gm);
  const listed = Array.from(lists, ([, title, list]) => {
    const reasons = Array.from(list.matchAll(/^- (.*):\n((?:  - .*\n)+)/gm), ([, reason, names]) => names.trim().split('\n').map((name) => [name.trim().slice(2), reason]));
    return [title.toLowerCase().replace('gtk', ''), Object.fromEntries(reasons.flat())];
  });
  // What prints the list has typographic apostrophes.
  const printed = JSON.stringify({ chromium: {}, ...Object.fromEntries(listed) }).replaceAll('’', "'");
  assert.deepEqual(JSON.parse(printed), CANNOT);
});

/** The anchors of a document, as code forges make them of its headings. */
function anchors(path) {
  const outside = text(path).replace(/^```.*?^```/gms, '');
  return Array.from(outside.matchAll(/^#+ (.*)$/gm), ([, heading]) =>
    heading.toLowerCase().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'),
  );
}

for (const document of DOCUMENTS) {
  test(`every link of ${document} within the project leads to a file, and to a heading of it`, () => {
    const outside = text(document).replace(/^```.*?^```/gms, '');
    for (const [, target] of outside.matchAll(/\]\(([^)\s]+)\)/g)) {
      const local = target.replace(/^https:\/\/github\.com\/embed-host\/embed-host\/(?:blob|tree)\/main\//, '/');
      if (/^[a-z]+:/.test(local)) continue;
      const [path, anchor] = local.split('#');
      const place = path.startsWith('/') ? path.slice(1) : normalize(join(dirname(document), path));
      const found = path === '' ? document : place;
      assert.ok(existsSync(join(root, found)), `${document} links to ${target}`);
      if (anchor && found.endsWith('.md')) assert.ok(anchors(found).includes(anchor), `${document} links to ${target}`);
    }
  });
}
