import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { ALICE, SUPPORT } from '../e2e/harness/melody.mjs';
import { snippets } from '../snippets.mjs';
import { Consumer } from './consumer.mjs';

const names = process.env.EMBED_HOST_APPS?.split(',');
if (!names) throw new Error('EMBED_HOST_APPS must name the apps, with commas; `cargo xtask test` sets it');

const within = { timeout: 90_000 };

/** Runs a test on a built app, which must not have thrown anything. */
async function withApp(app, use) {
  const consumer = await Consumer.open(app, { path: '/app' });
  try {
    await use(consumer);
    assert.deepEqual(consumer.errors, []);
  } finally {
    await consumer.close();
  }
}

const [policy] = snippets('docs/rust.md').filter(({ language }) => language === 'http');

/** Serves the app as the guide says: with its policy, and a nonce for each response. */
async function servePolicy({ page, wisdom, melody }) {
  const { name, value } = /^(?<name>[\w-]+): (?<value>.*)$/m.exec(policy.code).groups;
  await page.route(
    (url) => url.pathname === '/app/',
    async (route) => {
      const nonce = randomUUID();
      const response = await route.fetch();
      const page = await response.text();
      assert.ok(page.includes('{{__TRUNK NONCE__}}'));
      const sent = value.replace('nonce-…', `nonce-${nonce}`).replace('https://acme.askwisdom.ai', wisdom).replace('https://auth.example.com', melody.origin);
      const headers = { ...response.headers(), [name.toLowerCase()]: sent };
      await route.fulfill({ response, headers, body: page.replaceAll('{{__TRUNK NONCE__}}', nonce) });
    },
  );
}

for (const app of names) {
  test(`the ${app} app runs under the policy of the guide`, within, () =>
    withApp(app, async (consumer) => {
      const { page, host, melody } = consumer;
      const reports = [];
      page.on('console', (message) => message.text().includes('Content Security Policy') && reports.push(message.text()));
      await servePolicy(consumer);
      const { query } = await melody.issue();
      await page.goto(`${host}/app/?${query}`);
      await page.waitForSelector('.state[data-state="live"]');
      await page.locator('.banner .subject', { hasText: ALICE }).waitFor();
      assert.deepEqual(reports, []);
    }));

  test(`the dashboard of the ${app} app shows its guest, answers it, and is closed with its component`, within, () =>
    withApp(app, async ({ page }) => {
      await page.waitForSelector('.state[data-state="live"]');
      const guest = page.frameLocator('.dashboard > iframe');
      await guest.locator('body[data-state="live"][data-user^="alice"][data-loads]').waitFor();
      await page.waitForSelector('.state:not([data-sent="0"])');
      await guest.locator('body[data-answers]:not([data-answers="0"])').waitFor();

      await page.click('.toggle');
      await page.waitForSelector('.state', { state: 'detached' });
      assert.equal(await page.locator('iframe').count(), 0);
      await page.click('.toggle');
      await page.waitForSelector('.state[data-state="live"]');
      assert.equal(await page.locator('iframe').count(), 1);
    }));

  test(`the ${app} app opens a link, shows whose session it is, and ends it`, within, () =>
    withApp(app, async ({ page, host, melody }) => {
      await page.waitForSelector('.state');
      assert.equal(await page.locator('.banner').count(), 0);

      const { query } = await melody.issue();
      await page.goto(`${host}/app/?${query}`);
      for (const [part, who] of Object.entries({ '.subject': ALICE, '.by': SUPPORT })) {
        await page.locator(`.banner ${part}`, { hasText: who }).waitFor();
      }
      assert.equal(melody.masked(page.url()), `${host}/app/`);
      await page.reload();
      await page.waitForSelector('.banner');

      await page.click('.banner button');
      await page.waitForSelector('.banner', { state: 'detached' });
      await melody.reaches('revoked', 1);
      await page.reload();
      await page.waitForSelector('.state[data-state="live"]');
      assert.equal(await page.locator('.banner').count(), 0);
    }));
}
