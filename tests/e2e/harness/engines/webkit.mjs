import { until } from '../until.mjs';
import { contextOf, drive } from './bidi/relay.mjs';
import { COMMANDS } from './webkit/commands.mjs';

export const openBrowser = () => open({ asTabs: false });

/** A browser whose pages are tabs of one window, of which one is seen. */
export async function openPlainBrowser() {
  const browser = await open({ asTabs: true });
  return { context: await browser.newContext(), close: () => browser.close() };
}

export function openBrowserAlone() {
  throw new Error('WebKit prerenders no page');
}

const browsers = new WeakMap();

async function open(options) {
  const webkit = new WebKit(options);
  const browser = await drive(webkit);
  browsers.set(browser, webkit);
  return browser;
}

/** A page, as its Web Inspector knows it. */
const inspected = (page) => browsers.get(page.context().browser()).page(contextOf(page));

/** Every page may use the clipboard. */
export async function allowClipboard() {}

/** The body of a request. Playwright takes none over WebDriver BiDi. */
export const bodyOf = async (request) => inspected(request.frame().page()).network.bodySentTo(request.url());

/** The headers that were sent with a request that has been answered. Playwright knows those alone that were to be sent, without cookies. */
export function headersOf(request) {
  const { network } = inspected(request.frame().page());
  return until('the headers that were sent', () => network.headersSentTo(request.url()));
}

/** What runs in every document for the sake of the functions below: nothing. */
export const scripts = [];

/** Whether a page that is kept for Back comes back with what it had seen of `sessionStorage`. */
export const restoresStorage = false;

/** Whether the stack of an inline script has the query of the address that its page was loaded with. */
export const namesQueryInStacks = false;

/** What it reports of a page: whether by the address that this was loaded with, however late, and whether for later scripts, too. */
export const reporting = { byFirstAddress: false, isKept: false };

/** How many listeners an object of the page has for events of these types, by the browser's own books. */
export async function countListeners(page, expression, ...types) {
  const shown = inspected(page);
  const { contextId } = await shown.realm(shown.id);
  const count = `${JSON.stringify(types)}.reduce((sum, type) => sum + (listeners[type]?.length ?? 0), 0)`;
  const { result } = await shown.send('Runtime.evaluate', {
    expression: `((listeners) => ${count})(getEventListeners(${expression}))`,
    includeCommandLineAPI: true,
    contextId,
  });
  return result.value;
}

/** Has the browser collect its garbage. It keeps no books of what is left of a page. */
export async function collectGarbage({ page }) {
  await inspected(page).send('Heap.enable');
  for (let round = 0; round < 3; round += 1) await inspected(page).send('Heap.gc');
  await inspected(page).send('Heap.disable');
}

/** Whether its collector may keep a few objects that nothing leads to: it scans its stack for anything that looks like an address. */
export const keepsSome = true;

/** Whether `tabHistory` walks through the pages, which loads them anew. */
export const walksHistory = true;

/**
 * The addresses in the tab's history, each as its document came to it, before any script: no book of WebKit's can be read, so they are
 * walked through.
 */
export async function tabHistory(page) {
  const shown = inspected(page);
  const steps = (await page.evaluate(() => history.length)) - 1;
  const seen = page.url();
  let at;
  const addresses = await shown.owner.inWindow(shown, async (send) => {
    for (let step = 0; step < steps; step += 1) await go(shown, send, '/back');
    const walked = [await send('GET', '/url')];
    for (let step = 0; step < steps; step += 1) walked.push(await walk(shown, send, '/forward'));
    at = walked.lastIndexOf(seen);
    for (let step = steps; step > at; step -= 1) await go(shown, send, '/back');
    return walked;
  });
  const isBack = () => page.evaluate(() => document.readyState === 'complete' && location.href).catch(() => null);
  await until('the page again', isBack, (address) => address === seen);
  return { at, addresses };
}

/** Where a step through the history leads: to another document, or to another address of the same one. */
async function walk(shown, send, path) {
  const before = shown.committed;
  await go(shown, send, path);
  return shown.committed === before ? send('GET', '/url') : shown.committed.url;
}

/** Takes a step. The driver may be done with it before the inspector has told of it: what that answers comes after what it had to tell. */
async function go(shown, send, path) {
  await send('POST', path, {});
  await shown.send('Runtime.evaluate', { expression: '0' }).catch(() => {});
  await shown.heard();
}

/** WebKit as a browser that speaks WebDriver BiDi. */
class WebKit {
  version = '2.50';
  contexts = new Map();
  serial = 0;
  #emit;
  #markGone;
  gone = new Promise((resolve) => (this.#markGone = resolve));

  constructor(options) {
    this.options = options;
  }

  connected = (emit) => {
    this.#emit = emit;
  };

  closed = () => this.end();

  emit = (method, params) => this.#emit({ type: 'event', method, params });

  answer = async ({ id, method, params }) => {
    try {
      this.#emit({ type: 'success', id, result: (await COMMANDS[method]?.(this, params)) ?? {} });
    } catch (error) {
      this.#emit({ type: 'error', id, error: error.message, message: error.message });
    }
  };

  pages() {
    return [...this.contexts.values()].flatMap((windows) => [...windows.pages.values()]);
  }

  page(context) {
    const found = this.pages().find((page) => page.has(context));
    if (!found) throw new Error('no such frame');
    return found;
  }

  request({ request }) {
    const page = this.pages().find((each) => each.network.has(request));
    if (!page) throw new Error('no such request');
    return page.network;
  }

  end = async () => {
    const all = [...this.contexts.values()];
    this.contexts.clear();
    await Promise.all(all.map((windows) => windows.end()));
    this.#markGone();
  };
}
