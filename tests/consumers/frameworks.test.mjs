import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openBrowser } from '../e2e/harness/browser.mjs';
import { until } from '../e2e/harness/until.mjs';
import { snippets } from '../snippets.mjs';
import { Consumer } from './consumer.mjs';
import { withRoutedPage } from './routed-page.mjs';

const within = { timeout: 60_000 };

let browser;

before(async () => {
  const [{ code }] = snippets('README.md').filter(({ file }) => file === 'Analytics.jsx');
  writeFileSync(Consumer.file('frameworks', 'Analytics.jsx'), code);
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel=warn'], { cwd: Consumer.file('frameworks', '.') });
  browser = await openBrowser();
});

after(() => browser?.close());

/** Opens a page of the built app. */
const open = (name, use, script) => withRoutedPage(browser, { folder: 'frameworks/dist', name: `${name}.html`, script }, use);

test("React's StrictMode leaves one frame of the component in the README", within, () =>
  open('react', async ({ page, backend }) => {
    const frame = page.frameLocator('iframe');
    await frame.getByText('Guest').waitFor();
    assert.equal(await page.locator('iframe').count(), 1);
    assert.equal(backend.calls, 1);
    assert.equal(await page.getByRole('alert').count(), 0);

    await page.evaluate(() => window.leave());
    assert.equal(await page.locator('iframe').count(), 0);
  }),
);

test('what mount throws is shown by the component in the README, and the React app stays', within, () =>
  open(
    'react',
    async ({ page }) => {
      assert.match(await page.getByRole('alert').textContent(), /unsupported-environment/);
      assert.equal(await page.getByText('The rest of the React app').count(), 1);
    },
    () => delete window.WebAssembly,
  ),
);

for (const [name, embeds] of [
  ['vue', 4],
  ['alpine', 1],
]) {
  test(`a source and an embed can be kept in the reactive state of ${name}`, within, () =>
    open(name, async ({ page }) => {
      await page.waitForSelector(`body[data-live="${embeds}"]`, { state: 'attached' });
      assert.equal(await page.locator('iframe').count(), embeds);
    }),
  );
}

for (const [zone, stable] of [
  ['angular', false],
  ['root', true],
]) {
  test(`with an embed that was mounted in the ${zone} zone, Angular ${stable ? 'becomes stable' : 'never becomes stable'}`, within, () =>
    open('zone', async ({ page }) => {
      await page.waitForFunction(() => window.mountIn);
      await page.evaluate((name) => window.mountIn(name), zone);
      // The timer of the next token is there as soon as the first one is.
      assert.equal(await page.evaluate(() => window.isStable()), stable);
      await page.evaluate(() => window.embed.close());
      await until('a zone without tasks', () => page.evaluate(() => window.isStable()), (isStable) => isStable);
    }),
  );
}

for (const name of ['react', 'vue']) {
  test(`the elements work in ${name} without wrappers`, within, () =>
    open(`${name}-elements`, async ({ page, backend }) => {
      const output = async () => JSON.parse(await page.locator('output').textContent());
      const change = (given) => page.evaluate((state) => window.change(state), given);
      const embed = () => page.evaluate(() => [document.querySelector('wisdom-embed').getAttribute('mint-ahead'), new URL(document.querySelector('wisdom-embed').embed.iframe.src).pathname]);
      await until('a ready view', async () => (await output()).readies === 1);
      assert.deepEqual(await embed(), ['false', '/embed/dashboards/sales']);

      for (const renders of [1, 2, 3]) {
        await change({ renders });
        await until('a render', async () => (await output()).renders === renders);
      }
      assert.deepEqual([backend.calls, (await output()).readies], [1, 1]);
      await change({ dashboard: 'costs' });
      await until('the next view', async () => (await output()).readies === 2);
      assert.deepEqual([backend.calls, await embed()], [2, ['false', '/embed/dashboards/costs']]);

      assert.match(await page.getByRole('region', { name: 'Impersonation' }).textContent(), /acting as Alice/);
      await page.getByRole('button', { name: 'End' }).click();
      await until('the end of the session', async () => (await output()).ended);
      assert.equal(await page.getByRole('region', { name: 'Impersonation' }).count(), 0);
      await page.evaluate(() => {
        window.embed = document.querySelector('wisdom-embed').embed;
        window.leave();
      });
      await until('a closed embed', () => page.evaluate(() => window.embed.state === 'closed'));
    }),
  );
}
