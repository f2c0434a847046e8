import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

import { required } from '../environment.mjs';

const chrome = required('CHROME', 'an executable of Chromium');
const headlessShell = required('CHROME_HEADLESS_SHELL', 'its headless shell, or Chromium again');

// What is switched off, of two lists the last one counts. The driver's own list also has the partitioning of
// storage, without which an embedded page of another site gets no storage at all: no user's browser is like
// that.
const WITHOUT = [
  ...[
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'MediaRouter',
    'OptimizationHints',
    'PaintHolding',
    'Translate',
  ],
  // A document whose headers a test changes counts as one from the internet, which may not load pages of this
  // machine.
  'LocalNetworkAccessChecks',
];

/** Names under `.test` are this machine's too, and sites to the browser as any on the internet: not loopback's. */
const SITES = '--host-resolver-rules=MAP *.test 127.0.0.1';

/**
 * A browser for a driver: the headless shell, which is the browser's engine without its windows and their tool bars.
 * Those cost more than most tests.
 */
export const openBrowser = () =>
  chromium.launch({ executablePath: headlessShell, args: [`--disable-features=${WITHOUT}`, SITES] });

/**
 * A browser as people have it, where a tab that another one covers is hidden, a hidden tab's timers are
 * throttled, and a page that was left is kept for Back. A browser that the driver starts, or whose pages it
 * overrides, has none of that.
 */
export async function openPlainBrowser() {
  const { browser, stop } = await startPlainBrowser().catch(startPlainBrowser);
  return {
    context: browser.contexts()[0],
    close: async () => {
      await browser.close();
      await stop();
    },
  };
}

/**
 * A browser that shows an address and has no driver: Chromium prerenders no page while one is attached. Returns
 * the function that closes it.
 */
export async function openBrowserAlone(address) {
  const { close } = await spawnBrowser([address]);
  return close;
}

/**
 * Starts a browser with a profile of its own. One start in some hundreds ends before the browser listens, or before
 * it answers.
 */
async function startPlainBrowser() {
  const { child, close: stop } = await spawnBrowser(['--remote-debugging-port=0']);
  try {
    const options = { noDefaults: true, timeout: 15_000 };
    return { browser: await chromium.connectOverCDP(await addressOf(child), options), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function spawnBrowser(args) {
  const profile = await mkdtemp(join(tmpdir(), 'embed-host-'));
  const child = spawn(
    chrome,
    [
      ...['--headless', '--no-sandbox', '--no-first-run', '--disable-dev-shm-usage'],
      ...[`--user-data-dir=${profile}`, `--disable-features=${WITHOUT}`, ...args],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = once(child, 'exit');
  const close = async () => {
    child.kill();
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { child, close };
}

/** Where the browser listens for its driver, which it says on its standard error. */
async function addressOf(child) {
  const said = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const [, address] = /listening on (ws:\S+)/.exec(line) ?? [];
    if (address) {
      child.stderr.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(['the browser did not start:', ...said].join('\n'));
}

const sessions = new WeakMap();

async function sessionOf(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  return sessions.get(page);
}

/** Lets pages of an origin read and write the clipboard without a question to the user. */
export const allowClipboard = (context, origin) => context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });

/** The body of a request. */
export const bodyOf = async (request) => request.postData();

/** The headers that were sent with a request that has been answered. */
export const headersOf = (request) => request.allHeaders();

/** What runs in every document for the sake of the functions below: nothing. */
export const scripts = [];

/** Whether a page that is kept for Back comes back with what it had seen of `sessionStorage`. */
export const restoresStorage = false;

/** Whether the stack of an inline script has the query of the address that its page was loaded with. */
export const namesQueryInStacks = true;

/** What it reports of a page: whether by the address that this was loaded with, however late, and whether for later scripts, too. */
export const reporting = { byFirstAddress: false, isKept: true };

/** How many listeners an object of the page has for events of these types, by the browser's own books. */
export async function countListeners(page, expression, ...types) {
  const session = await sessionOf(page);
  const { result } = await session.send('Runtime.evaluate', { expression });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId });
  return listeners.filter(({ type }) => types.includes(type)).length;
}

/** Has the browser collect its garbage, and tells what is left of the page by the browser's own books. */
export async function collectGarbage({ page, context }) {
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.enable');
  // What is collected last, such as a document, frees what only it held.
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
  const { documents, nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { documents, nodes, listeners: jsEventListeners };
}

/** Whether its collector may keep a few objects that nothing leads to. */
export const keepsSome = false;

/** Whether `tabHistory` walks through the pages, which loads them anew. */
export const walksHistory = false;

/** The addresses in the tab's history, by the browser's own books, and which of them is shown. */
export async function tabHistory(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { currentIndex, entries } = await session.send('Page.getNavigationHistory');
    return { at: currentIndex, addresses: entries.map(({ url }) => url) };
  } finally {
    await session.detach();
  }
}
