// The functions that the documents give the package, called as it calls them, with servers that answer and that do not.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

import { file } from './environment.mjs';
import { root, shown } from './shown.mjs';

const { EmbedHostError } = await import(pathToFileURL(file('index.js')));

const JWT = 'aGVhZA.Ym9keQ.c2ln';

const readAll = (folder, names) => names.map((name) => ({ name: `${folder}/${name}`, code: readFileSync(root(`${folder}/${name}`), 'utf8') }));

// The types are tried with functions that readers copy, too, and the demo shows its own.
const sources = [
  ...shown,
  ...readAll('tests/types', readdirSync(root('tests/types')).filter((name) => /usage\.tsx?$/.test(name))),
  ...readAll('www/host/examples', readdirSync(root('www/host/examples')).filter((name) => /\.jsx?$/.test(name))),
];

/** What gets the value of an option: a property, an attribute or an assignment; for a token also a `TokenSource`. */
function optionIn(node) {
  if (ts.isPropertyAssignment(node)) return [node.name.getText(), node.initializer];
  if (ts.isJsxAttribute(node)) return [node.name.getText(), node.initializer?.expression];
  if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) return [node.left.name.text, node.right];
  if (ts.isNewExpression(node) && node.expression.getText() === 'TokenSource') return ['token', node.arguments?.[0]];
  return [];
}

function* nodesIn(node) {
  yield node;
  for (const child of node.getChildren()) yield* nodesIn(child);
}

/** The functions that a script gives as one option, with the name of where that is. */
function functionsOf(option, { name, code }) {
  const script = ts.createSourceFile('script.tsx', code, ts.ScriptTarget.ES2022, true);
  const nodes = [...nodesIn(script)];
  const declared = (value) => nodes.find((node) => (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name?.getText() === value.text);
  const given = nodes.map(optionIn).filter(([key, value]) => key === option && value).map(([, value]) => value);
  const resolved = given.map((value) => (ts.isIdentifier(value) ? declared(value) : value)).map((value) => value?.initializer ?? value);
  return [...new Set(resolved)].filter((value) => value && ts.isFunctionLike(value)).map((value) => ({ name, text: value.getText() }));
}

/** Calls a function from a script whose page has this `fetch`, and says whether it was used. */
async function called(text, argument, answer) {
  const page = {
    fetch: async () => {
      result.hasFetched = true;
      return answer();
    },
    EmbedHostError,
    // What surrounds some of the functions.
    server: 'https://auth.example.com',
    token: '/api/wisdom-token',
  };
  const result = { hasFetched: false };
  const code = ts.transpile(`return (${text});`, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
  const given = new Function(...Object.keys(page), code)(...Object.values(page));
  try {
    result.value = await given(argument);
  } catch (error) {
    result.error = error;
  }
  return result;
}

const json = (content, status = 200) => () => Response.json(content, { status });

const providers = sources.flatMap((source) => functionsOf('token', source));
const labels = sources.flatMap((source) => functionsOf('label', source));

test('the documents, the types and the demo give functions', () => {
  assert.ok(providers.length >= 6, `${providers.length}`);
  assert.ok(labels.length >= 6, `${labels.length}`);
});

for (const [index, { name, text }] of providers.entries()) {
  test(`the token callback ${index + 1}, of ${name}, gives what a token endpoint answers, and says why there is nothing`, async () => {
    const context = { signal: new AbortController().signal, reason: 'mount', user: 'alice' };
    const { value, hasFetched } = await called(text, context, json({ token: JWT, expires_in: 3600 }));
    assert.match(value.token ?? value, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    if (!hasFetched) return;
    for (const [status, code] of [[401, 'refused'], [403, 'refused'], [503, 'backend-status']]) {
      const { value: nothing, error } = await called(text, context, json({ error: 'no token' }, status));
      assert.deepEqual([nothing, error?.code, error?.status], [undefined, code, status]);
    }
  });
}

for (const [index, { name, text }] of labels.entries()) {
  test(`the label ${index + 1}, of ${name}, makes no name of an error, nor of what is missing`, async () => {
    const session = { subject: 'u1', impersonatedBy: 's1', accessToken: async () => JWT };
    const { hasFetched, error } = await called(text, session, json({ error: 'no such user' }, 404));
    assert.equal(error !== undefined, hasFetched);
    const { value } = await called(text, session, json({}));
    assert.doesNotMatch(JSON.stringify(value), /undefined|null/);
  });
}
