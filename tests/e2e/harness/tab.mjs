import { openBrowser, openPlainBrowser, scripts as ofEngine } from './browser.mjs';
import { recordMail, recordTimers } from './recorder.mjs';

/** How the engines say that another navigation came in the way of one. */
const INTERRUPTED = /NS_BINDING_ABORTED|interrupted by another navigation/;

let browser;
let shared;

/** Ends the browser of this process. */
export async function closeBrowser() {
  await browser?.close();
}

/**
 * Lends a page of a browser context to one test. A context costs more than most tests, so it is lent again,
 * emptied, unless the test wants one of its own kind, or fails. Tests share nothing for it: each has servers,
 * and so origins, of its own.
 *
 * With `scripts`, these run before those of every page. With `clock`, time in all pages goes on as usual, and
 * can be moved by `page.clock`. With `plain`, the browser is one of the test's own, as people have it.
 */
export async function withTab({ scripts, clock, plain }, use) {
  if (plain) return withPlainTab(scripts, clock, use);
  const own = clock || scripts.length > 0;
  const tab = own ? await openTab(scripts, clock) : (shared ??= await openTab([], false));
  try {
    await use(tab);
  } catch (error) {
    await discard(tab);
    throw error;
  }
  if (own) return discard(tab);
  try {
    await empty(tab);
  } catch (error) {
    // What the page was about to load is in the way. That is no fault of the test's, which has passed.
    if (!INTERRUPTED.test(error.message)) throw error;
    await discard(tab);
  }
}

async function withPlainTab(scripts, clock, use) {
  const { context, close } = await openPlainBrowser();
  try {
    await prepare(context, scripts, clock);
    await use({ context, page: await context.newPage() });
  } finally {
    await close();
  }
}

async function openTab(scripts, clock) {
  browser ??= await openBrowser();
  const context = await browser.newContext();
  await prepare(context, scripts, clock);
  return { context, page: await context.newPage() };
}

async function prepare(context, scripts, clock) {
  // The clock comes first: then what is recorded of timers is recorded of its timers.
  if (clock) await context.clock.install();
  for (const script of [...ofEngine, recordMail, recordTimers, ...scripts]) await context.addInitScript(script);
}

async function empty({ context, page }) {
  page.removeAllListeners();
  await page.goto('about:blank');
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.clearCookies();
  await context.setOffline(false);
  for (const other of context.pages()) if (other !== page) await other.close();
}

async function discard(tab) {
  if (tab === shared) shared = undefined;
  await tab.context.close();
}
