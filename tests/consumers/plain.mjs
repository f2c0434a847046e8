// What the apps without a framework have in common.
import { readFileSync } from 'node:fs';

import { snippets } from '../snippets.mjs';

const start = snippets('docs/getting-started.md');
const [embed] = start.filter(({ file }) => file === 'main.js');
const [container] = start.filter(({ code }) => code.startsWith('<div'));
const [session] = snippets('README.md').filter(({ code }) => code.startsWith("import 'embed-host/auto';"));

/** What the documents leave to the reader. */
export const BANNER = `
function showBanner(subject, impersonatedBy, expiresAt, end) {
  const section = document.createElement('section');
  section.ariaLabel = 'Impersonation';
  const button = document.createElement('button');
  button.textContent = 'End';
  button.onclick = end;
  section.append(subject, ' ', impersonatedBy, ' ', button);
  document.body.prepend(section);
}
`;

/** With two copies of the package in an app, a class of the one is not that of the other. */
const CLASSES = `
import { EmbedHostError } from 'embed-host';
import { EmbedHostError as ofImpersonation } from 'embed-host/impersonation';

window.errorClasses = new Set([EmbedHostError, ofImpersonation]);
`;

/** The script of an app with an embed and a banner: both as the documents show them. */
export const MAIN = session.code + embed.code + BANNER + CLASSES;

const [slim] = snippets('docs/slim.md');
const slimGuide = readFileSync(new URL('../../docs/slim.md', import.meta.url), 'utf8');

/** The same with the module as a file, for webpack. */
export const SLIM = slim.code + BANNER;

/** The same for another bundler, with the import that the document has in its table. */
export function slimWith(bundler) {
  const [, imported] = new RegExp(`^\\| ${bundler}.*\\| \`(import .*)\` \\|$`, 'm').exec(slimGuide);
  return `${imported};\n${SLIM.replace(/new URL\(.*?\)/, 'wasm')}`;
}

/** A page that loads a script, and has the container of the embed. */
export const page = (script) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Analytics</title>
    ${script}
  </head>
  <body>
    ${container.code.trim()}
  </body>
</html>
`;
