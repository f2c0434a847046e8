import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { npmPackage } from './harness/environment.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

/** A page whose head has a bundle of its own, with auto in it, and whose app has the package once more. */
const PAGE = `<!doctype html><title>Landing</title><link rel="icon" href="data:," />
  <script type="module" src="/copy/auto.js"></script>
  <script type="module" src="/e2e/landing.mjs"></script>`;

async function withTwoCopies({ page, context, server }, behind = '') {
  const { host } = server;
  await context.route(`${host}/copy/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace('/copy/', '');
    await route.fulfill({ contentType: 'text/javascript', body: await readFile(join(npmPackage, name), 'utf8') });
  });
  await context.route(
    (url) => url.href.startsWith(`${host}/e2e/copies.html`),
    (route) => route.fulfill({ contentType: 'text/html', body: PAGE }),
  );
  return Landing.at(page, server, `${host}/e2e/copies.html${behind}`);
}

/** What `impersonate()` of the copy that took the link comes to. */
const openInOther = (landing, options = {}) =>
  landing.run(async (given) => {
    const other = await import('/copy/impersonation.js');
    const session = await other.impersonate({ ...landing.usual(), ...given });
    return session && session.subject;
  }, options);

const TAKEN = { code: 'link-taken', isError: true };

visit('a link that another copy of the package took is link-taken, and no silent null', async (scene) => {
  const { query, token } = await scene.server.melody.issue();
  const landing = await withTwoCopies(scene, `?${query}`);

  assert.deepEqual(await landing.open(), TAKEN);
  assert.deepEqual(await landing.open(), TAKEN);
  assert.equal(await landing.open({ link: null }), null, 'with link: null nobody asked for one');
  const mark = await landing.run((text) => {
    const values = Object.getOwnPropertySymbols(window).map((key) => window[key]);
    const held = [...values, ...values.flatMap((value) => Object.values(value))];
    return held.some((value) => String(value).includes(text));
  }, token);
  assert.equal(mark, false, 'what the copies see of each other holds no token');
  assert.deepEqual(await scene.server.melody.counted('exchanges'), [0]);
});

visit('once the other copy has opened it, the session of the tab is resumed', async (scene) => {
  const landing = await withTwoCopies(scene, `?${(await scene.server.melody.issue()).query}`);
  assert.equal(await openInOther(landing), ALICE);

  assert.equal((await landing.open()).subject, ALICE);
});

visit('once the other copy has opened it in memory only, there is none', async (scene) => {
  const landing = await withTwoCopies(scene, `?${(await scene.server.melody.issue()).query}`);
  assert.equal(await openInOther(landing, { storage: 'memory' }), ALICE);

  assert.equal(await landing.open(), null);
});

visit('while the other copy exchanges it, it is link-taken', async (scene) => {
  const { melody } = scene.server;
  const landing = await withTwoCopies(scene, `?${(await melody.issue()).query}`);
  await melody.behaves({ exchange: { kind: 'hang' } });
  await landing.run(async () => {
    const other = await import('/copy/impersonation.js');
    window.opened = other.impersonate(landing.usual());
  });
  await melody.reaches('exchanges', 1);
  assert.deepEqual(await landing.open(), TAKEN);
  await melody.behaves({ exchange: { kind: 'none' } });
  await melody.release();
  await landing.run(async () => {
    await window.opened;
  });
  assert.equal((await landing.open()).subject, ALICE);
});

visit('a kept session of the tab is resumed all the same', async (scene) => {
  const { page, server } = scene;
  const first = await Landing.with(page, server, await server.melody.issue());
  await first.open();
  await page.goto(`${server.host}/e2e/bare.html`);
  const { query } = await server.melody.issue({ user: 'bob' });
  const landing = await withTwoCopies(scene, `?${query}`);

  assert.equal((await landing.open()).subject, ALICE);
});

visit('two copies without a link say that there is none', async (scene) => {
  const landing = await withTwoCopies(scene);
  assert.equal(await openInOther(landing), null);
  assert.equal(await landing.open(), null);
});
