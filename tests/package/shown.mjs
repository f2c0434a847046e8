// The scripts that the documents and the comments in the types show.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { compileScript, parse } from '@vue/compiler-sfc';

import { snippets } from '../snippets.mjs';

export const root = (path) => new URL(`../../${path}`, import.meta.url);

const filesIn = (folder, ending) => readdirSync(root(folder)).filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);

/** The documents for those who embed. */
export const DOCUMENTS = ['README.md', 'pkg-template/README.md', ...filesIn('docs', '.md')];

/** The types of the package. */
export const TYPES = filesIn('pkg-template', '.d.ts');

const SCRIPTS = ['js', 'jsx', 'ts', 'tsx', 'vue'];

const isScript = ({ language }) => SCRIPTS.includes(language);

/** Every script, in the order of its document. What is a component of Vue is compiled: it is TypeScript then. */
export const shown = await Promise.all(
  [...DOCUMENTS, ...TYPES].flatMap((document) =>
    snippets(document)
      .filter(isScript)
      .map(async (snippet, index) => ({ ...(await compiled(snippet, document)), document, name: `${document}, script ${index + 1}` })),
  ),
);

/** What Vue's compiler makes of a component in one file, as the document has it set up, and any other snippet as it is. */
async function compiled(snippet, document) {
  if (snippet.language !== 'vue') return snippet;
  // As TypeScript, so that its own code is marked for the type checker.
  const source = snippet.code.replace('<script setup>', '<script setup lang="ts">');
  const { descriptor, errors } = parse(source, { templateParseOptions: await vueOptions(document) });
  assert.deepEqual(errors, []);
  const { content } = compileScript(descriptor, { id: 'snippet', inlineTemplate: true });
  return { ...snippet, language: 'ts', tool: 'Vue', code: content };
}

/** What the configuration that a document shows tells Vue's compiler. */
async function vueOptions(document) {
  const config = snippets(document).find(({ code }) => code.includes("from '@vitejs/plugin-vue'"));
  if (!config) return {};
  const { plugins } = await run(config.code.replace(/^import vue from .*$/m, 'const vue = (options) => options;'));
  return plugins.find(({ template }) => template).template.compilerOptions;
}

/** What a module that imports nothing has as its default export. */
export async function run(code) {
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return module.default;
}
