import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

import { Inspector } from './inspector.mjs';
import { Network } from './network.mjs';
import { Scripts } from './scripts.mjs';
import { toRemote } from './values.mjs';

const DOMAINS = ['Inspector', 'Page', 'Runtime', 'Network', 'Console'];

const LOOK_AGAIN_AFTER = 5;
const PATIENCE = 10_000;
const KEPT_AFTER = 150;

/** A window of the browser: what the inspector says of it, told as WebDriver BiDi would. */
export class Page {
  async open(address, id) {
    this.#inspector = new Inspector(this.#listener);
    await this.#inspector.open(address, id);
    await this.#settled;
    // The inspector comes after the first document has begun.
    await this.send('Runtime.evaluate', { expression: this.#bootstrap() });
  }

  id = randomUUID();
  /** The last document, by the address that it came with. */
  committed = null;
  #inspector;
  #queue = Promise.resolve();
  #settled;
  #markSettled;
  #frames = new Map();
  #main;
  #shown = '';
  #announced = false;

  constructor(owner, handle, opener) {
    Object.assign(this, { owner, handle, opener });
    this.#settled = new Promise((resolve) => (this.#markSettled = resolve));
    this.scripts = new Scripts(this);
    this.network = new Network(this);
  }

  #listener = {
    setUp: async (send) => {
      await Promise.all(DOMAINS.map((domain) => send(`${domain}.enable`)));
      await this.#prepare(send);
      await this.#reorder(() => this.#readFrames());
      this.#markSettled();
    },
    event: (method, params) => this.#reorder(() => this[`on${method.replace('.', '')}`]?.(params)),
    committed: () => this.#reorder(() => this.#readFrames()),
  };

  /** What holds for every document of the page, those that are to come included. */
  async #prepare(send) {
    const { colorScheme } = this.owner;
    await Promise.all([
      send('Page.setBootstrapScript', { source: this.#bootstrap() }),
      send('Page.overrideUserPreference', { name: 'PrefersColorScheme', value: colorScheme === 'dark' ? 'Dark' : 'Light' }),
      send('Page.overrideUserPreference', { name: 'PrefersReducedMotion', value: 'Reduce' }),
      send('Network.setResourceCachingDisabled', { disabled: this.owner.intercepts.size > 0 }),
      this.network.prepare(send),
    ]);
  }

  /** Runs in each document, once. */
  #bootstrap() {
    const calls = this.owner.scripts.map(({ source }) => `(${source})();`).join('\n');
    const RAN = "Symbol.for('the scripts of the test ran')";
    return `if (!window[${RAN}]) { Object.defineProperty(window, ${RAN}, { value: true });\n${calls}\n}`;
  }

  /** A page that has gone meanwhile needs nothing. */
  async prepare() {
    try {
      await this.#prepare((method, params) => this.send(method, params));
    } catch (error) {
      if (this.#inspector.isOpen) throw error;
    }
  }

  send(method, params) {
    return this.#inspector.send(method, params);
  }

  emit(method, params) {
    this.owner.emit(method, params);
  }

  /** What the inspector said so far has been told. */
  heard() {
    return this.#queue;
  }

  /** The same, and where the page is now. */
  async told() {
    await this.#queue;
    await this.#look();
  }

  close() {
    this.#inspector.close();
    this.emit('browsingContext.contextDestroyed', this.#described(this.#main));
  }

  /** Where scripts of a frame run. Between two documents there is no such place for a while. A sandbox is only another name of it. */
  async realm(id, sandbox = '') {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const frame = this.#frames.get(id);
      if (frame?.realm) return { ...frame.realm, id: idIn(frame.realm, sandbox) };
      if (!frame || performance.now() > end) throw new Error('no such frame');
      await pause(LOOK_AGAIN_AFTER);
    }
  }

  has(id) {
    return this.#frames.has(id);
  }

  get main() {
    return this.#main;
  }

  frameOf(webkitId) {
    return [...this.#frames.values()].find((frame) => frame.webkitId === webkitId);
  }

  allRealms() {
    return [...this.#frames.values()].flatMap(({ realm }) => realm ?? []);
  }

  /** The child of a frame that has a name, or the n-th one, by the browser's own books. */
  async childAt(frame, { index, name }) {
    await this.#readFrames();
    const children = frame.children.map((webkitId) => this.frameOf(webkitId));
    // Nothing tells of a frame in a closed shadow tree which one it is, unless it is the only one.
    const only = index === -2 && children.length === 1 ? children[0] : undefined;
    const child = children.find((each) => name && each?.name === name) ?? children[index] ?? only;
    return child?.id ?? null;
  }

  placeOf(id) {
    const { parent, webkitId, name } = this.#frames.get(id);
    return { index: parent.children.indexOf(webkitId), name };
  }

  /** What is told goes out in the order in which the inspector said it. */
  #reorder(step) {
    const done = this.#queue.then(step);
    this.#queue = done.catch(() => {});
    return this.#queue;
  }

  async #readFrames() {
    const { frameTree } = await this.send('Page.getResourceTree');
    this.#readFrame(frameTree, null);
  }

  #readFrame({ frame: { id: webkitId, url, name }, childFrames = [] }, parent) {
    const frame = this.#known(webkitId, parent) ?? this.#attach(webkitId, parent, url, name);
    frame.name = name ?? frame.name;
    frame.children = childFrames.map((child) => child.frame.id);
    for (const child of childFrames) this.#readFrame(child, frame);
  }

  #known(webkitId, parent) {
    if (parent || !this.#main) return this.frameOf(webkitId);
    // The page goes on in another process, where its main frame has another number.
    this.#main.webkitId = webkitId;
    return this.#main;
  }

  #attach(webkitId, parent, url, name) {
    const frame = { webkitId, parent, url, name, id: parent ? randomUUID() : this.id, children: [] };
    this.#main ??= frame;
    this.#frames.set(frame.id, frame);
    this.emit('browsingContext.contextCreated', this.#described(frame));
    return frame;
  }

  #described(frame) {
    const { userContext } = this.owner;
    const parent = frame.parent?.id ?? null;
    return { context: frame.id, parent, url: frame.url, userContext, children: null, originalOpener: this.opener ?? null, clientWindow: this.handle };
  }

  /** A frame by the inspector's number. A new one is first heard of in many ways. */
  async frame(webkitId) {
    if (!this.frameOf(webkitId)) await this.#readFrames();
    return this.frameOf(webkitId);
  }

  async onRuntimeexecutionContextCreated({ context: { id: contextId, type, frameId } }) {
    const frame = type === 'normal' && (await this.frame(frameId));
    if (frame && frame.realm?.contextId !== contextId) this.#enter(frame, contextId);
  }

  /** Scripts that have run in a frame and those in it, such as the one that led to the next document, are answered before it is told of. */
  async #leave(frame) {
    frame.realm?.leave();
    for (const other of this.#frames.values()) if (other.parent === frame) await this.#leave(other);
    await nextTurn();
  }

  #dropRealm(frame) {
    for (const realm of frame.realm?.ids.values() ?? []) this.emit('script.realmDestroyed', { realm });
    frame.realm = undefined;
  }

  async onPageframeNavigated({ frame: { id, url, loaderId, name } }) {
    const frame = await this.frame(id);
    if (!frame) return;
    await this.#leave(frame);
    Object.assign(frame, { url, loaderId, name: name ?? frame.name });
    if (frame === this.#main) this.#commit(url);
    for (const other of [...this.#frames.values()]) if (other.parent === frame) this.#detach(other);
    this.#dropRealm(frame);
    this.network.beginNavigation(frame, loaderId, url);
    this.emit('browsingContext.navigationCommitted', { context: frame.id, navigation: loaderId, url, timestamp: Date.now() });
    if (frame === this.#main) setTimeout(() => this.#reorder(() => this.#findKept(frame, loaderId)), KEPT_AFTER).unref();
  }

  #commit(url) {
    this.committed = { url };
    this.#shown = url;
  }

  /** A page that was kept, and is shown again: the inspector says nothing of what runs in it. */
  async #findKept(frame, loaderId) {
    if (frame.realm || frame.loaderId !== loaderId) return;
    const { result } = await this.send('Runtime.evaluate', { expression: 'globalThis' });
    this.#enter(frame, JSON.parse(result.objectId).injectedScriptId);
    await this.#look();
    for (const name of ['domContentLoaded', 'load']) this.lifecycle(frame, name);
  }

  /** The page may have gone on to another address at once. Such a navigation has no number. */
  tellFragment(url) {
    this.#tellShown(url);
    return null;
  }

  /** Whether somebody sees it: of the tabs of a window, the one in front. */
  async isShown() {
    const { result } = await this.send('Runtime.evaluate', { expression: 'document.visibilityState' });
    return result.value === 'visible';
  }

  /** What a page that was found came to before. */
  async tellLoaded() {
    await this.told();
    const { result } = await this.send('Runtime.evaluate', { expression: 'document.readyState' });
    if (result.value !== 'loading') this.lifecycle(this.#main, 'domContentLoaded');
    if (result.value === 'complete') this.lifecycle(this.#main, 'load');
  }

  #enter(frame, contextId) {
    this.#dropRealm(frame);
    let leave;
    const left = new Promise((resolve) => (leave = resolve));
    frame.realm = { ids: new Map(), contextId, frame, left, leave };
    this.emit('script.realmCreated', { realm: idIn(frame.realm, ''), type: 'window', context: frame.id, origin: '' });
  }

  async onPageframeDetached({ frameId }) {
    const frame = this.frameOf(frameId);
    if (!frame) return;
    await this.#leave(frame);
    this.#detach(frame);
  }

  #detach(frame) {
    for (const other of [...this.#frames.values()]) if (other.parent === frame) this.#detach(other);
    this.#dropRealm(frame);
    this.#frames.delete(frame.id);
    if (frame.parent) frame.parent.children = frame.parent.children.filter((id) => id !== frame.webkitId);
    this.emit('browsingContext.contextDestroyed', this.#described(frame));
  }

  onPagedomContentEventFired() {
    this.lifecycle(this.#main, 'domContentLoaded');
  }

  onPageloadEventFired() {
    this.lifecycle(this.#main, 'load');
  }

  lifecycle(frame, name) {
    this.emit(`browsingContext.${name}`, { context: frame.id, navigation: null, url: frame.url, timestamp: Date.now() });
  }

  onConsolemessageAdded({ message }) {
    const { source, level, text, parameters, type } = message;
    const realm = this.#main.realm && idIn(this.#main.realm, '');
    const from = { realm, context: this.id };
    if (source === 'javascript' && level === 'error' && !NOT_READ.test(text)) this.emit('log.entryAdded', { type: 'javascript', level, text, source: from, timestamp: Date.now() });
    if (source !== 'console-api') return;
    const args = (parameters ?? [{ type: 'string', value: text }]).map(toRemote);
    const method = type === 'log' ? LEVELS[level] ?? level : type;
    this.emit('log.entryAdded', { type: 'console', level, method, text, args, source: from, timestamp: Date.now() });
  }

  onNetworkrequestWillBeSent(params) {
    return this.network.willBeSent(params);
  }

  onNetworkrequestIntercepted(params) {
    return this.network.intercepted(params);
  }

  onNetworkresponseReceived(params) {
    return this.network.received(params);
  }

  onNetworkloadingFinished(params) {
    return this.network.finished(params);
  }

  onNetworkloadingFailed(params) {
    return this.network.failed(params);
  }

  /** The inspector does not tell when a document changes its own address. */
  async #look() {
    const { realm } = this.#main;
    if (!realm) return;
    const seen = await this.send('Runtime.evaluate', { expression: 'location.href', contextId: realm.contextId, returnByValue: true }).catch(() => null);
    const url = seen?.result?.value;
    if (typeof url !== 'string' || url === this.#shown || this.#main.realm !== realm) return;
    this.#tellShown(url);
  }

  #tellShown(url) {
    Object.assign(this.#main, { url });
    this.#shown = url;
    this.emit('browsingContext.historyUpdated', { context: this.id, url, timestamp: Date.now() });
  }
}

/** Playwright tells realms apart by their ids, and each is destroyed for itself. */
function idIn({ ids }, sandbox) {
  if (!ids.has(sandbox)) ids.set(sandbox, randomUUID());
  return ids.get(sandbox);
}

/** What WebKit itself says of an answer that may not be read, which is no error of the page's. */
const NOT_READ = / due to access control checks\.$/;

const LEVELS = { warning: 'warn' };
