// What the documents show with `impersonate`, run with a link that is refused: the app starts, and nothing is thrown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import { build } from 'esbuild';

import { shown } from './shown.mjs';

const opening = shown.filter(({ language, code }) => language === 'js' && code.includes('impersonate('));

test('the documents and the types open links', () => assert.ok(opening.length >= 10, `${opening.length}`));

/** A package whose auth server refuses. What it exports beside that does nothing. */
const REFUSING = `
  export const impersonate = async () => { throw Object.assign(new Error('refused'), { code: 'exchange-refused' }); };
  export const init = async () => {};
  export const mount = called('mount');
  export const takeLink = () => null;
  export const onLink = () => () => {};
`;

const refusing = {
  name: 'refusing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^embed-host/ }, ({ path }) => ({ path, namespace: 'refusing' }));
    onLoad({ filter: /./, namespace: 'refusing' }, () => ({ contents: REFUSING }));
  },
};

/** Stands for anything in a page. */
const anything = new Proxy(function () {}, { get: () => anything, set: () => true, apply: () => anything });

for (const { name, code } of opening) {
  test(`${name} goes on where a link is refused`, async (context) => {
    const called = context.mock.fn();
    const tell = (what) => () => called(what);
    const warnings = [];
    const page = { called: tell, startApp: tell('startApp'), document: anything, console: { warn: (...said) => warnings.push(said) } };
    const define = { 'import.meta.url': '"https://app.test/"' };
    // The examples in the types leave the imports out.
    const bundle = { format: 'iife', bundle: true, write: false, inject: ['embed-host'], plugins: [refusing], define, logLevel: 'silent' };
    const { outputFiles } = await build({ stdin: { contents: code }, ...bundle });

    // The test fails where a rejection is left unhandled.
    new Function(...Object.keys(page), outputFiles[0].text)(...Object.values(page));
    await settled();
    const expected = ['startApp', 'mount'].filter((start) => new RegExp(`^\\s*${start}\\(`, 'm').test(code));
    assert.deepEqual(called.mock.calls.map(({ arguments: [what] }) => what), expected);
    assert.equal(warnings[0]?.[0], 'exchange-refused');
  });
}
