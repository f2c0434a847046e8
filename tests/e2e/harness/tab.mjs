import { openBrowser } from './browser.mjs';
import { recordMail, recordTimers } from './recorder.mjs';

let browser;
let shared;

/** Ends the browser of this process. */
export async function closeBrowser() {
  await browser?.close();
}

/**
 * Lends a page of a browser context to one test. A context costs more than most tests, so it is lent again,
 * emptied, unless the test brings scripts of its own to run before those of every page, or fails. Tests share
 * nothing for it: each has servers, and so origins, of its own.
 */
export async function withTab(scripts, use) {
  const tab = scripts.length > 0 ? await openTab(scripts) : (shared ??= await openTab([]));
  try {
    await use(tab);
  } catch (error) {
    await discard(tab);
    throw error;
  }
  await (tab === shared ? empty(tab) : discard(tab));
}

async function openTab(scripts) {
  browser ??= await openBrowser();
  const context = await browser.newContext();
  for (const script of [recordMail, recordTimers, ...scripts]) await context.addInitScript(script);
  return { context, page: await context.newPage() };
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
