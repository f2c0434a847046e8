import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { npmPackage } from '../e2e/harness/environment.mjs';
import { Consumer } from './consumer.mjs';

test('the app installed what was packed', async () => {
  const [installed, packed] = await Promise.all(
    [Consumer.file('vite', 'node_modules/embed-host'), npmPackage].map((folder) => readFile(join(folder, 'index.js'), 'utf8')),
  );
  assert.equal(installed, packed);
});

test('Vite puts the package into the one script of the app, with no second copy of the wasm', async () => {
  const files = await readdir(Consumer.file('vite', 'dist'), { recursive: true });
  assert.deepEqual(files.map((file) => file.split('.').at(-1)).sort(), ['assets', 'html', 'js']);
});

test('the embed that Vite built shows its guest, and answers its requests for a token', { timeout: 60_000 }, async () => {
  const consumer = await Consumer.open('vite');
  try {
    await consumer.page.waitForSelector('body[data-state="live"]');
    const guest = consumer.page.frameLocator('#analytics > iframe');
    await guest.locator('body[data-state="live"][data-user^="alice"][data-loads]').waitFor();

    await consumer.page.waitForSelector('body[data-sent]', { state: 'attached' });
    await guest.locator('body[data-answers]:not([data-answers="0"])').waitFor();
    assert.deepEqual(consumer.errors, []);
  } finally {
    await consumer.close();
  }
});
