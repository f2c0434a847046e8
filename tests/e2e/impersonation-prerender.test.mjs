import assert from 'node:assert/strict';

import { openBrowserAlone } from './harness/browser.mjs';
import { LoneApp } from './harness/lone-app.mjs';
import { ALICE } from './harness/melody.mjs';
import { Server } from './harness/server.mjs';
import { test } from './harness/test.mjs';

/** Opens a page that has an app prerendered, with a link in its address. */
async function prerendered(run) {
  const server = await Server.start({ tokenLife: 600, twins: false });
  const { melody } = server;
  const app = await LoneApp.start({ melody: melody.origin, melodyClientId: await melody.clientId() });
  try {
    const { query } = await melody.issue();
    const close = await openBrowserAlone(`${app.origin}/e2e/prerendering.html#${query}`);
    await run({ melody, app }).finally(close);
  } finally {
    await app.stop();
    await server.stop();
  }
}

test(
  'while a page is prerendered nothing is exchanged, asked or minted, and all of it when somebody sees it',
  { timeout: 60_000 },
  () =>
    prerendered(async ({ melody, app }) => {
      const started = await app.reported('started');
      assert.deepEqual(started, { what: 'started', prerendering: true, link: false, state: 'loading' });
      assert.deepEqual([await melody.counted('exchanges'), app.minted], [[0], 0]);
      assert.deepEqual(
        app.reports.map(({ what }) => what),
        ['started'],
      );

      await app.goOn();
      const opened = await app.reported('opened');
      assert.deepEqual(opened, { what: 'opened', prerendering: false, link: false, subject: ALICE });
      assert.equal((await app.reported('confirm')).prerendering, false);
      assert.equal((await app.reported('activated')).link, false);
      await app.reported('ready');
      assert.deepEqual([await melody.counted('exchanges'), app.minted], [[1], 1]);
    }),
);
