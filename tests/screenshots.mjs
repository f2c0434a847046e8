// Takes the pictures of the demo that the documents show: `cargo xtask screenshots`.
import { mkdir, writeFile } from 'node:fs/promises';

import { openBrowser } from './e2e/harness/browser.mjs';
import { Server } from './e2e/harness/server.mjs';
import { until } from './e2e/harness/until.mjs';

const FOLDER = new URL('../docs/screenshots/', import.meta.url);

const WIDTH = 1280;

const SCREEN = { deviceScaleFactor: 1.5, reducedMotion: 'reduce' };

const textIs = (page, selector, wanted) => until(`${selector}: ${wanted}`, () => page.textContent(selector), (text) => text === wanted);

const entry = (page, kind) => page.locator(`.entry[data-kind="${kind}"]`).first().waitFor();

/** Each page, how much of it, and what is to be seen there. */
const PAGES = { demo: [800, prepareDemo], examples: [1350, prepareExamples] };

async function prepareDemo(page, { host }) {
  await page.goto(`${host}/`);
  await textIs(page, '#state', 'live');
  await page.locator('#account:not([hidden])').waitFor();
  for (const [control, kind] of [['forged', 'ignored'], ['ask', 'renewed'], ['hiccup', 'retrying']]) {
    await page.click(`[data-control="${control}"]`);
    await entry(page, kind);
  }
  await textIs(page, '#tally-sent', '2');
}

async function prepareExamples(page, { host }) {
  await page.goto(`${host}/examples/`);
  for (const panel of ['calls', 'element', 'react']) await textIs(page, `#${panel} .chip`, 'live');
  await page.click('#open-link');
  await page.locator('impersonation-banner').getByText('Alice Archer', { exact: true }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}

/** Takes one, as compact as browsers can show it. */
async function picture(context, page, name) {
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85 });
  await writeFile(new URL(`${name}.webp`, FOLDER), data, 'base64');
}

await mkdir(FOLDER, { recursive: true });
const browser = await openBrowser();
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, [height, prepare]] of Object.entries(PAGES)) {
      const server = await Server.start({ tokenLife: 600, twins: false });
      const context = await browser.newContext({ ...SCREEN, colorScheme, viewport: { width: WIDTH, height } });
      const page = await context.newPage();
      await prepare(page, server);
      await picture(context, page, `${name}-${colorScheme}`);
      await context.close();
      await server.stop();
    }
  }
} finally {
  await browser.close();
}
