import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

import { required } from '../environment.mjs';
import { contextOf, drive } from './bidi/relay.mjs';

const program = required('FIREFOX', 'an executable of Firefox');

/** Names under `.test` are this machine's too, and nothing else is asked for: no page of the tests is on the internet. */
const PREFERENCES = {
  'network.dns.forceResolve': '127.0.0.1',
  // As in the tests on Chromium that compare what is seen.
  'ui.prefersReducedMotion': 1,
  // There is no permission for it.
  'dom.events.testing.asyncClipboard': true,
};

/** As in the other browsers that a driver opens, no page that was left is kept. */
const WITHOUT_PAGE_CACHE = { 'browser.sessionhistory.max_total_viewers': 0 };

const LOOK_AGAIN_AFTER = 50;

/** Our own commands have numbers of their own. */
const FIRST_ID = 2 ** 40;

export const openBrowser = () => start({ asTabs: false });

/** A browser whose pages are tabs of one window, of which one is seen. */
export async function openPlainBrowser() {
  const browser = await start({ asTabs: true });
  return { context: await browser.newContext(), close: () => browser.close() };
}

export function openBrowserAlone() {
  throw new Error('Firefox prerenders no page');
}

const browsers = new WeakMap();

/** What Firefox shows its own parts, of a page's browser. */
const firefoxOf = (page) => browsers.get(page.context().browser());

async function start({ asTabs }) {
  const firefox = await (asTabs ? Firefox.start(PREFERENCES, AS_TABS) : Firefox.start({ ...PREFERENCES, ...WITHOUT_PAGE_CACHE }, COMMANDS));
  const browser = await drive(firefox);
  browsers.set(browser, firefox);
  return browser;
}

/** A process of Firefox with a profile of its own, and the connection to it. */
class Firefox {
  static async start(preferences, commands) {
    const profile = await mkdtemp(join(tmpdir(), 'embed-host-'));
    const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    await writeFile(join(profile, 'user.js'), lines.join(''));
    const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', '--remote-allow-system-access'];
    const child = spawn(program, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    const gone = once(child, 'exit').then(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }));
    const socket = new WebSocket(`${await addressOf(child)}/session`, { maxPayload: 2 ** 28 });
    await once(socket, 'open');
    return new Firefox(child, socket, gone, commands);
  }

  #child;
  #socket;
  #emit;
  #commands;
  #next = FIRST_ID;
  #waiting = new Map();

  constructor(child, socket, gone, commands) {
    this.#commands = commands;
    this.gone = gone;
    this.#child = child;
    this.#socket = socket;
    socket.on('message', (data) => this.#receive(data.toString()));
  }

  connected = (emit) => {
    this.#emit = emit;
  };

  closed = () => {
    this.#child.kill();
  };

  answer = (command, text) => {
    const own = this.#commands[command.method];
    if (!own) return this.#socket.send(text.toString());
    own(this, command.params).then(
      (result) => this.#emit({ type: 'success', id: command.id, result }),
      (error) => this.#emit({ type: 'error', id: command.id, error: 'unknown error', message: error.message }),
    );
  };

  /** A command of WebDriver BiDi of the harness's own. */
  send(method, params) {
    const id = (this.#next += 1);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Runs a function in the browser's own window, with its rights. */
  async privileged(action, ...given) {
    const { contexts } = await this.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
    const { type, result, exceptionDetails } = await this.send('script.evaluate', {
      expression: `(async () => JSON.stringify((await (${action})(...${JSON.stringify(given)})) ?? null))()`,
      target: { context: contexts[0].context },
      awaitPromise: true,
    });
    if (type === 'exception') throw new Error(exceptionDetails.text);
    return JSON.parse(result.value);
  }

  /** What Firefox itself says of a page, such as that an answer may not be read there, is no error of the page's. */
  #logged({ method, params }) {
    const isThrown = /^(uncaught exception|\w*(Error|Exception)\b)/.test(params.text);
    const line = { type: 'console', method: params.level, args: [{ type: 'string', value: params.text }] };
    this.emit(method, isThrown ? params : { ...params, ...line });
  }

  /** How often a page came to another address. */
  moves = 0;

  /** The requests with a body, by their addresses. */
  posted = new Map();

  /** Tells Playwright of something that Firefox does not tell. */
  emit(method, params) {
    this.#emit({ type: 'event', method, params });
  }

  #receive(text) {
    if (/"method":"log.entryAdded"/.test(text) && /"type":"javascript"/.test(text)) return this.#logged(JSON.parse(text));
    if (/"method":"browsingContext\.(navigationCommitted|fragmentNavigated|historyUpdated)"/.test(text)) this.moves += 1;
    if (/"method":"network.beforeRequestSent"/.test(text) && /"method":"POST"/.test(text)) {
      const { request } = JSON.parse(text).params;
      this.posted.set(request.url, request.request);
    }
    const [, id] = /"id":(\d{13,})/.exec(text) ?? [];
    const waiting = id && this.#waiting.get(Number(id));
    if (!waiting) return this.#emit?.(text);
    this.#waiting.delete(Number(id));
    const { result, error, message } = JSON.parse(text);
    if (error) waiting.reject(new Error(`${error}: ${message}`));
    else waiting.resolve(result);
  }
}

/** Runs with the rights of the browser. */
function setColorScheme(context, scheme) {
  const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
  NavigableManager.getBrowserById(context).browsingContext.prefersColorSchemeOverride = scheme;
}

/** What this Firefox does not know, or not as Playwright wants it. */
const COMMANDS = {
  'emulation.setMediaFeaturesOverride': async (firefox, { features, contexts: [page] = [] }) => {
    if (page) await firefox.privileged(setColorScheme, page, features['prefers-color-scheme'] ?? 'none');
    return {};
  },
  'network.addDataCollector': (firefox, params) => firefox.send('network.addDataCollector', { ...params, dataTypes: ['request', 'response'] }),
};

const AS_TABS = {
  ...COMMANDS,
  'browsingContext.create': (firefox, params) => firefox.send('browsingContext.create', { ...params, type: 'tab' }),
  'browsingContext.traverseHistory': async (firefox, params) => {
    const { moves } = firefox;
    const result = await firefox.send('browsingContext.traverseHistory', params);
    for (let round = 0; round < 10 && firefox.moves === moves; round += 1) await pause(LOOK_AGAIN_AFTER);
    if (firefox.moves === moves) await tellOfKeptPage(firefox, params.context);
    return result;
  },
};

/** A page that was kept, and is shown again, is a navigation that Firefox tells nobody of. */
async function tellOfKeptPage(firefox, context) {
  const given = { expression: 'location.href', target: { context }, awaitPromise: false };
  const { result } = await firefox.send('script.evaluate', given);
  const [navigation, realm, timestamp] = [randomUUID(), randomUUID(), Date.now()];
  const page = { context, navigation, url: result.value, timestamp };
  firefox.emit('browsingContext.navigationStarted', page);
  firefox.emit('browsingContext.navigationCommitted', page);
  firefox.emit('script.realmCreated', { realm, type: 'window', context, origin: '' });
  firefox.emit('browsingContext.domContentLoaded', page);
  firefox.emit('browsingContext.load', page);
}

async function addressOf(child) {
  const said = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(line) ?? [];
    if (address) {
      child.stderr.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(['Firefox did not start:', ...said].join('\n'));
}

/** Runs in every document before its own scripts: Firefox has no way to ask for the listeners of an object. */
function recordListeners() {
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const listened = new WeakMap();
  const of = (target) => listened.get(target) ?? listened.set(target, new Set()).get(target);
  const captures = (options) => (typeof options === 'object' ? Boolean(options?.capture) : Boolean(options));
  const find = (target, type, listener, capture) =>
    [...of(target)].find((entry) => entry.type === type && entry.listener === listener && entry.capture === capture);

  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    add.call(target, type, listener, options);
    const { once, signal } = Object(options);
    const capture = captures(options);
    if (!listener || signal?.aborted || find(target, String(type), listener, capture)) return;
    const entry = { type: String(type), listener, capture };
    of(target).add(entry);
    const drop = () => of(target).delete(entry);
    if (once) add.call(target, type, drop, { once, capture });
    if (signal) add.call(signal, 'abort', drop, { once: true });
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window;
    remove.call(target, type, listener, options);
    of(target).delete(find(target, String(type), listener, captures(options)));
  };
  window.countListeners = (target, types) => [...of(target)].filter(({ type }) => types.includes(type)).length;
}

export const scripts = [recordListeners];

/** Every page may use the clipboard: by a preference. */
export async function allowClipboard() {}

/** The body of a request. Playwright takes none over WebDriver BiDi. */
export async function bodyOf(request) {
  const firefox = firefoxOf(request.frame().page());
  const id = firefox.posted.get(request.url());
  if (!id || request.method() === 'GET') return null;
  const { bytes } = await firefox.send('network.getData', { dataType: 'request', request: id });
  return bytes.type === 'base64' ? Buffer.from(bytes.value, 'base64').toString() : bytes.value;
}

/** The headers that were sent with a request that has been answered. */
export const headersOf = (request) => request.allHeaders();

/** Whether a page that is kept for Back comes back with what it had seen of `sessionStorage`. */
export const restoresStorage = true;

/** Whether the stack of an inline script has the query of the address that its page was loaded with. */
export const namesQueryInStacks = true;

/** What it reports of a page: whether by the address that this was loaded with, however late, and whether for later scripts, too. */
export const reporting = { byFirstAddress: true, isKept: false };

/** How many listeners an object of the page has for events of these types. */
export function countListeners(page, expression, ...types) {
  return page.evaluate(`countListeners(${expression}, ${JSON.stringify(types)})`);
}

/** Has the browser collect its garbage, in all its processes. It keeps no books of what is left of a page. */
export async function collectGarbage({ page }) {
  const collect = () => {
    for (const what of ['child-gc-request', 'child-cc-request', 'child-gc-request']) Services.obs.notifyObservers(null, what);
  };
  for (let round = 0; round < 3; round += 1) {
    await firefoxOf(page).privileged(collect);
    await page.evaluate(() => {});
  }
}

/** Whether its collector may keep a few objects that nothing leads to. */
export const keepsSome = false;

/** Whether `tabHistory` walks through the pages, which loads them anew. */
export const walksHistory = false;

/** The addresses in the tab's history, by the browser's own books, and which of them is shown. */
export function tabHistory(page) {
  const read = (context) => {
    const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
    const { sessionHistory } = NavigableManager.getBrowserById(context).browsingContext;
    const entries = Array.from({ length: sessionHistory.count }, (_, index) => sessionHistory.getEntryAtIndex(index));
    return { at: sessionHistory.index, addresses: entries.map(({ URI }) => URI.spec) };
  };
  return firefoxOf(page).privileged(read, contextOf(page));
}
