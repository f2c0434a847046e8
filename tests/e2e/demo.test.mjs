// The demo's pages, www/host, as somebody uses it who presses its buttons.
import assert from 'node:assert/strict';

import { allowClipboard } from './harness/browser.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const DEMO = { path: '/', user: null };

const press = (page, control) => page.click(`[data-control="${control}"]`);

const stateIs = (page, wanted) =>
  until(
    `a demo that is ${wanted}`,
    () => page.textContent('#state'),
    (state) => state === wanted,
  );

/** Waits for an entry of that kind in the timeline, above those that were there. */
async function tells(page, kind, action) {
  const entries = () => page.locator(`.entry[data-kind="${kind}"]`).count();
  const before = await entries();
  await action();
  await until(`another entry: ${kind}`, entries, (count) => count > before);
}

/** What the guest in the demo's frame says of itself, once it works. */
async function guestOf(host) {
  const guest = await host.frame(() => document.querySelector('#stage iframe'));
  await guest.works();
  return guest.says();
}

scenario(
  'the demo shows its guest, gives it a new frame and another user, and closes it',
  DEMO,
  async (scene) => {
    const { host, page } = scene;
    await stateIs(page, 'live');
    assert.equal((await guestOf(host)).user, 'alice@example.com');
    await tells(page, 'renewed', () => press(page, 'ask'));
    await tells(page, 'new-frame', () => press(page, 'reload'));
    assert.equal((await guestOf(host)).user, 'alice@example.com');
    await tells(page, 'ready', () => page.click('[data-user="bob"]'));
    assert.equal((await guestOf(host)).user, 'bob@example.com');

    await press(page, 'snapshot');
    const snapshot = JSON.parse(await page.textContent('#snapshot-text'));
    assert.deepEqual([snapshot.state, snapshot.requests, snapshot.sent], ['live', 1, 1]);
    await page.keyboard.press('Escape');
    await tells(page, 'closed', () => press(page, 'close'));
    await stateIs(page, 'closed');
    await press(page, 'mount');
    await stateIs(page, 'live');
  },
);

scenario(
  'the demo shows what is stored with the user and what is of the session, and the guest is limited to both',
  DEMO,
  async ({ host, page }) => {
    const facts = () => page.locator('#account').innerText();
    for (const [user, region, period] of [
      ['alice', 'Europe', 'today'],
      ['bob', 'America', 'this week'],
    ]) {
      await page.click(`[data-user="${user}"]`);
      const shown = await until('their account', facts, (text) => text.includes(region));
      assert.match(shown, /roles\s+EXPLORER, VIEWER/i);
      assert.match(shown, new RegExp(`stored with the user\\s+region = ${region}`, 'i'));
      assert.match(shown, new RegExp(`sent with each token\\s+period = ${period}`, 'i'));
      await until(
        'a guest with both limits',
        () => guestOf(host),
        (guest) => guest.region === region && guest.period === period,
      );
    }
  },
);

scenario('nothing is shown of an account after signing out', DEMO, async ({ page }) => {
  await stateIs(page, 'live');
  await page.locator('#account:not([hidden])').waitFor();
  await press(page, 'sign-out');
  await page.locator('#account').waitFor({ state: 'hidden' });
});

scenario(
  'the demo tells of retries, of an outage, and of a refusal from which signing in leads back',
  DEMO,
  async ({ host, page }) => {
    await stateIs(page, 'live');
    await tells(page, 'retrying', () => press(page, 'hiccup'));
    await until('an answer', async () => (await page.textContent('#tally-sent')) === '1');
    await tells(page, 'retrying', () => press(page, 'outage'));
    assert.equal(await page.getAttribute('[data-control="outage"]', 'aria-pressed'), 'true');
    await tells(page, 'renewed', () => press(page, 'outage'));
    assert.equal(await page.getAttribute('[data-control="outage"]', 'aria-pressed'), 'false');

    await tells(page, 'refused', () => press(page, 'sign-out'));
    await stateIs(page, 'refused');
    await page.click('[data-user="alice"]');
    await stateIs(page, 'live');
    assert.equal((await guestOf(host)).user, 'alice@example.com');
  },
);

const EXAMPLES = { path: '/examples/', user: null };

const chipIs = (page, panel, wanted) =>
  until(
    `${panel}: ${wanted}`,
    () => page.textContent(`#${panel} .chip`),
    (state) => state === wanted,
  );

scenario('every example comes alive, and beside it are the files that it runs, to copy', EXAMPLES, async ({ page, context, host, server, logged }) => {
  const frames = {
    calls: () => document.querySelector('#calls-place iframe'),
    element: () => document.querySelector('#element-place wisdom-embed').embed.iframe,
    react: () => document.querySelector('#react-place iframe'),
  };
  for (const [panel, find] of Object.entries(frames)) {
    await chipIs(page, panel, 'live');
    const guest = await host.frame(find);
    await guest.works();
    assert.equal((await guest.says()).user, 'alice@example.com');
  }
  await allowClipboard(context, server.host);
  const names = await page.locator('[data-file]').evaluateAll((figures) => figures.map(({ dataset }) => dataset.file));
  assert.deepEqual(names, ['calls.js', 'element.html', 'element.js', 'analytics.jsx', 'banner.js']);
  for (const name of names) {
    await page.getByRole('button', { name: `Copy ${name}`, exact: true }).press('Enter');
    await page.getByRole('status').getByText(`${name} is copied.`).waitFor({ state: 'attached' });
    const file = await (await fetch(`${server.host}/examples/${name}`)).text();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), file.trimEnd());
  }
  await page.click('#install-copy');
  await page.getByRole('status').getByText('The command is copied.').waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'npm install embed-host');
  // What a policy forbids would be here.
  assert.deepEqual(logged, []);
});

scenario('an example opens a link in the open page, under the banner, until the session is ended there', EXAMPLES, async ({ page, server, logged }) => {
  await chipIs(page, 'banner', 'no session');
  await page.getByRole('button', { name: 'Act as Alice Archer' }).press('Enter');
  const banner = page.locator('impersonation-banner');
  await banner.getByText('Alice Archer', { exact: true }).waitFor();
  assert.equal(server.melody.masked(page.url()), `${server.host}/examples/`);
  await chipIs(page, 'banner', 'active');

  await page.reload();
  await banner.getByText('Alice Archer', { exact: true }).waitFor();
  await banner.getByRole('button', { name: 'End' }).click();
  await banner.getByText('Alice Archer', { exact: true }).waitFor({ state: 'hidden' });
  await chipIs(page, 'banner', 'no session');
  assert.deepEqual(logged, []);
});
