import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ALICE, SUPPORT } from '../e2e/harness/melody.mjs';
import { Consumer } from './consumer.mjs';

const REFRESH_TOKEN = 'melody-auth-refresh-token';
const ID_TOKEN = 'melody-auth-id-token';

const within = { timeout: 60_000 };

/** Runs a test on the built app, with bob signed in to Melody Auth as its SDK keeps that. */
async function withBob(use) {
  const consumer = await Consumer.open('melody-react');
  const { melody, page } = consumer;
  try {
    await says(page, { sdk: 'signed out' });
    const { token, expiresOn, expiresIn } = await melody.signIn('bob');
    const own = {
      [REFRESH_TOKEN]: JSON.stringify({ refreshToken: token, expiresOn, expiresIn }),
      [ID_TOKEN]: JSON.stringify({ idToken: 'e30.e30.x', account: { sub: 'bob' } }),
    };
    await page.evaluate((entries) => Object.assign(localStorage, entries), own);
    await use({ ...consumer, consumer, own, bob: (await melody.user('bob')).authId });
    assert.deepEqual(consumer.errors, []);
  } finally {
    await consumer.close();
  }
}

/** Waits until the app says so. */
async function says(page, facts) {
  const wanted = Object.entries(facts).map(([name, value]) => `[data-${name}="${value}"]`);
  await page.waitForSelector(`body${wanted.join('')}`, { state: 'attached' });
}

/** What of its own the SDK has in the storage, compared without being shown. */
const holds = (page, own) => page.evaluate((entries) => Object.entries(entries).map(([key, value]) => localStorage.getItem(key) === value), own);

test("Melody Auth's own React SDK goes on with the session of a link, and with its own one afterwards", within, () =>
  withBob(async ({ page, host, melody, own, bob }) => {
    await page.reload();
    await says(page, { impersonated: '', sdk: bob, by: '' });

    const { query } = await melody.issue();
    await page.goto(`${host}/?${query}`);
    await says(page, { impersonated: ALICE, sdk: ALICE, by: SUPPORT });
    assert.equal(melody.masked(page.url()), `${host}/`);
    await page.reload();
    await says(page, { impersonated: ALICE, sdk: ALICE, by: SUPPORT });

    await page.click('#end');
    await says(page, { ended: 'ended', revoked: 'true' });
    assert.deepEqual(await holds(page, own), [true, true]);
    await page.reload();
    await says(page, { impersonated: '', sdk: bob, by: '' });
  }),
);

test("a crafted link takes neither the SDK's session nor its place", within, () =>
  withBob(async ({ page, host, melody, own, bob }) => {
    const { query } = await melody.signIn('alice');
    await page.goto(`${host}/?${query}`);
    await says(page, { refused: 'not-impersonation', impersonated: '', sdk: bob });

    await page.goto(`${host}/?refresh_token=x&refresh_token_expires_on=1&refresh_token_expires_in=1`);
    await says(page, { refused: 'link-expired', impersonated: '', sdk: bob });
    assert.deepEqual(await holds(page, own), [true, true]);
  }),
);
