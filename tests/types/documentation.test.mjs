import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { undocumented } from './undocumented.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

for (const entry of ['index', 'impersonation', 'auto', 'element', 'frameworks', 'react', 'vue', 'slim']) {
  test(`every exported declaration of ${entry}.d.ts and each of its members has a doc comment`, () => {
    assert.deepEqual(undocumented(path(`../../pkg-template/${entry}.d.ts`)), []);
  });
}

test('a declaration, a member, a setter, an overload or an empty comment without words is found', () => {
  const found = undocumented(path('fixtures/partly-documented.d.ts')).sort();
  assert.deepEqual(found, ['Made.bare', 'Paired.lone', 'Partly.bare', 'Partly.empty', 'bare', 'overloaded']);
});
