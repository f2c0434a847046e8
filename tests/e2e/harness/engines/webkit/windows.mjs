import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { until } from '../../until.mjs';
import { Page } from './page.mjs';
import { startSession } from './programs.mjs';

const LOOK_AGAIN_AFTER = 250;

/** Shows the next one of a window's tabs. */
const NEXT_TAB = 'ctrl+Next';

/** The number of the page that the browser begins with, and that of the next one. The one between them is the driver's own. */
const FIRST = 1;
const SECOND = 3;

/** What Playwright calls a context: a process of the browser, with the cookies and the storage of its own. */
export class Windows {
  static async open(emit, { asTabs }) {
    const windows = new Windows(emit, asTabs);
    windows.#session = await startSession({ keepsPages: asTabs });
    const [handle] = await windows.#session.send('GET', '/window/handles');
    windows.#spare = { handle, id: FIRST };
    windows.#watch();
    return windows;
  }

  userContext = randomUUID();
  scripts = [];
  intercepts = new Set();
  offline = false;
  colorScheme = 'light';
  viewport = null;
  cookies = new Map();
  pages = new Map();
  #session;
  #asTabs;
  #current;
  #last;
  #next = SECOND;
  #spare;
  #turn = Promise.resolve();
  #ended = false;

  constructor(emit, asTabs) {
    this.emit = emit;
    this.#asTabs = asTabs;
  }

  /** One command of the driver after another, each in the window that it is for. */
  inWindow(page, action) {
    return this.#inTurn(async () => {
      await this.#enter(page);
      this.#last = page;
      return action(this.#session.send);
    });
  }

  async #enter({ handle }) {
    if (this.#current !== handle) await this.#session.send('POST', '/window', { handle });
    this.#current = handle;
  }

  #inTurn(action) {
    const done = this.#turn.then(action);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Opens a window, or takes the one that the browser began with. */
  create() {
    return this.#inTurn(async () => {
      const spare = this.#spare ?? { handle: await this.#newWindow(), id: this.#takeNumber() };
      this.#spare = undefined;
      return this.#adopt(spare);
    });
  }

  /** Opens a window from one that is there: the driver's first one need not be. */
  async #newWindow() {
    await this.#enter(this.#last);
    return (await this.#session.send('POST', '/window/new', { type: this.#asTabs ? 'tab' : 'window' })).handle;
  }

  /** The browser numbers its pages. */
  #takeNumber() {
    const id = this.#next;
    this.#next += 1;
    return id;
  }

  async #adopt({ handle, id }, opener) {
    const page = new Page(this, handle, opener);
    page.number = id;
    this.pages.set(handle, page);
    await page.open(this.#session.inspector, id);
    this.#last = page;
    await this.resize(page).catch(() => {});
    return page;
  }

  /** Brings a tab to the front. The driver has no command for it. */
  async show(page) {
    if (!this.#asTabs) return;
    while (!(await page.isShown())) {
      const front = await this.#front();
      await this.#session.press(NEXT_TAB);
      await until('another tab in front', async () => !(await front.isShown()) && Boolean(await this.#front()));
    }
  }

  async #front() {
    for (const page of this.pages.values()) if (await page.isShown()) return page;
    return undefined;
  }

  /** Gives the page the size of the view, which the window is larger than. */
  async resize(page) {
    if (!this.viewport) return;
    const { send } = this.#session;
    await this.#enter(page);
    const inner = () => send('POST', '/execute/sync', { script: 'return [innerWidth, innerHeight]', args: [] });
    let { width, height } = this.viewport;
    for (let round = 0; round < 3; round += 1) {
      await send('POST', '/window/rect', { x: 0, y: 0, width, height });
      const [x, y] = await inner();
      if (x === this.viewport.width && y === this.viewport.height) return;
      width += this.viewport.width - x;
      height += this.viewport.height - y;
    }
  }

  resizeAll(viewport) {
    this.viewport = viewport;
    return this.#inTurn(async () => {
      for (const page of this.pages.values()) await this.resize(page);
    });
  }

  /** Looks which windows there are: pages open and close some. */
  look() {
    return this.#inTurn(async () => {
      const handles = await this.#session.send('GET', '/window/handles');
      for (const [handle, page] of this.pages) if (!handles.includes(handle)) this.#forget(page);
      const others = handles.filter((handle) => !this.pages.has(handle) && handle !== this.#spare?.handle);
      for (const handle of others) await (await this.#adopt({ handle, id: this.#takeNumber() }, this.#last?.id)).tellLoaded();
    });
  }

  #forget(page) {
    this.pages.delete(page.handle);
    if (this.#current === page.handle) this.#current = undefined;
    if (this.#last === page) this.#last = [...this.pages.values()].at(-1);
    page.close();
  }

  /** Closes a window. The last one is kept, and empty: the driver ends with it. */
  async close(page) {
    const isLast = this.pages.size === 1;
    if (isLast) await page.send('Page.navigate', { url: 'about:blank' });
    else await this.inWindow(page, (send) => send('DELETE', '/window'));
    this.#forget(page);
    if (isLast) this.#spare = { handle: page.handle, id: page.number };
  }

  async #watch() {
    while (!this.#ended) {
      await pause(LOOK_AGAIN_AFTER, undefined, { ref: false });
      await this.look().catch(() => {});
    }
  }

  get capabilities() {
    return this.#session.capabilities;
  }

  /** Has all documents, those that are to come included, know what has changed. */
  async prepare() {
    await Promise.all([...this.pages.values()].map((page) => page.prepare()));
  }

  pageOf(context) {
    return [...this.pages.values()].find((page) => page.has(context));
  }

  pageOfRequest(request) {
    return [...this.pages.values()].find((page) => page.network.has(request));
  }

  async end() {
    this.#ended = true;
    await this.#session.end();
  }
}
