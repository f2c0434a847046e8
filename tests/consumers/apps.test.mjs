import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openBrowser } from '../e2e/harness/browser.mjs';
import { get } from '../e2e/harness/control.mjs';
import { npmPackage } from '../e2e/harness/environment.mjs';
import { ALICE, SUPPORT } from '../e2e/harness/melody.mjs';
import { until } from '../e2e/harness/until.mjs';
import { App, MOUNT } from './app.mjs';
import { APPS } from './apps.mjs';
import { apps as folder, Consumer, Servers } from './consumer.mjs';

const names = process.env.EMBED_HOST_APPS?.split(',');
if (!names) throw new Error('EMBED_HOST_APPS must name the folders of the apps, with commas; `cargo xtask test` sets it');
for (const name of names) assert.ok(APPS.some(({ folder }) => folder === name), `${name} is in no row of the table`);

const within = { timeout: 150_000 };
const builds = { timeout: 600_000 };

let servers;
let browser;

before(async () => {
  servers = await Servers.start({ mounts: { [MOUNT]: folder } });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await servers?.stop();
});

for (const name of names) {
  test(`${name} has the package that was packed`, async () => {
    const [installed, packed] = await Promise.all(
      [Consumer.file(name, 'node_modules/embed-host'), npmPackage].map((path) => readFile(join(path, 'index.js'), 'utf8')),
    );
    assert.equal(installed, packed);
  });
}

for (const app of APPS.filter(({ folder }) => names.includes(folder))) {
  describe(`an app with ${app.name}`, () => {
    const built = new App(app);
    let address;

    before(async () => {
      await built.build({ ...servers, clientId: await servers.melody.clientId() });
      address = await built.serve(servers);
    }, builds);

    after(() => built.stop());

    if (app.makes) {
      test(`is one file each of ${app.makes.join(' and ')}`, async () => {
        const entries = await readdir(Consumer.file(app.folder, app.site), { recursive: true, withFileTypes: true });
        const endings = entries.filter((entry) => entry.isFile()).map((entry) => extname(entry.name));
        assert.deepEqual(endings.sort(), app.makes);
      });
    }

    test('shows its guest, and gives it the next token of the backend', within, () =>
      visit(async (page) => {
        const before = await minted();
        await page.goto(address);
        await isServed(page);
        assert.ok((await minted()) >= before + 2);
        // Apps that a framework makes have none.
        assert.equal(await page.evaluate(() => window.errorClasses?.size ?? 1), 1);
      }),
    );

    test('shows its guest, and no banner, where a link is refused', within, () =>
      visit(async (page) => {
        await page.goto(`${address}?refresh_token=x&refresh_token_expires_on=1&refresh_token_expires_in=1`);
        await shows(page);
        assert.equal(await banner(page).count(), 0);
      }),
    );

    test('opens a link, shows whose session it is, and ends it', within, () =>
      visit(async (page) => {
        const { melody } = servers;
        const { revoked } = await melody.counts();
        const { query } = await melody.issue();
        await page.goto(`${address}?${query}`);
        await isSession(page);
        assert.equal(await hasLink(page), app.writesAddress ?? false);
        assert.equal(melody.masked(page.url()), address);
        if (app.isRouted) await goesToAndFro(page);
        assert.equal(melody.masked(page.url()), address);
        await page.reload();
        await isSession(page);

        await banner(page).getByRole('button', { name: 'End' }).click();
        await banner(page).waitFor({ state: 'detached' });
        await melody.reaches('revoked', revoked + 1);
        if (app.returnsTo) await page.waitForURL(`**${app.returnsTo}`);
        await page.goto(address);
        await shows(page);
        assert.equal(await banner(page).count(), 0);
      }),
    );
  });
}

const minted = async () => (await get(`${servers.wisdom}/control/counts`)).minted;

/** Gives a page to alice, who is signed in at the host's backend. Nothing may be reported as an error. */
async function visit(use) {
  const context = await browser.newContext();
  try {
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const errors = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await servers.signIn(page);
    const failure = await use(page).then(() => undefined, (error) => error);
    // What the page threw says more than that something did not come.
    assert.deepEqual(errors, []);
    if (failure) throw failure;
  } finally {
    await context.close();
  }
}

/** Whether a token of a link is in what the page consists of. */
async function hasLink(page) {
  const html = await page.content();
  return servers.melody.masked(html) !== html;
}

const guest = (page) => page.frameLocator('iframe').locator('body');

/** Waits until the guest loads alice's data with the token in its address. */
async function shows(page) {
  await page.frameLocator('iframe').locator('body[data-state="live"][data-user^="alice"]:not([data-loads="0"])').waitFor();
  assert.equal(await page.locator('iframe').count(), 1);
}

/** Waits until it also loads them with a token that it was sent. */
async function isServed(page) {
  await shows(page);
  await page.frameLocator('iframe').locator('body:not([data-answers="0"])').waitFor();
  const { loads } = await guest(page).evaluate(({ dataset }) => ({ ...dataset }));
  await until('another load of data', () => guest(page).evaluate(({ dataset }) => Number(dataset.loads)), (count) => count > Number(loads));
  assert.equal(await guest(page).getAttribute('data-state'), 'live');
}

/** Goes to another page and back without a load, by the links of the app. The banner is above them, so they are not clicked. */
async function goesToAndFro(page) {
  const start = await page.evaluate(() => performance.timeOrigin);
  await page.getByRole('link', { name: 'Support' }).press('Enter');
  await page.getByRole('heading', { name: 'Support' }).waitFor();
  assert.equal(await page.locator('iframe').count(), 0);
  await isSession(page);
  await page.getByRole('link', { name: 'Analytics' }).press('Enter');
  await shows(page);
  assert.equal(await page.evaluate(() => performance.timeOrigin), start);
}

const banner = (page) => page.getByRole('region', { name: 'Impersonation' });

async function isSession(page) {
  for (const who of [ALICE, SUPPORT]) await banner(page).getByText(who).first().waitFor();
}
