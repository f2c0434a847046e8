import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

import { chrome, headlessShell } from './environment.mjs';

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
