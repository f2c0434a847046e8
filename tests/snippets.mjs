import { readFileSync } from 'node:fs';

/**
 * The code blocks of a document, or of the comments in a file. The first line of some says in a comment which file they are, and
 * for which tool: `// analytics.test.js, with Jest`.
 */
export function snippets(path) {
  const document = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  return Array.from(document.matchAll(/^([ *]*)```([\w,]+)\n(.*?)^\1```$/gms), ([, margin, language, block]) => {
    const lines = block.split('\n').map((line) => (line.startsWith(margin) ? line.slice(margin.length) : ''));
    const code = lines.join('\n');
    const [, file, tool] = /^\/\/ ([\w.]+\.\w+)(?:, with (\w+))?\n/.exec(code) ?? [];
    return { language, code, file, tool };
  });
}
