import { core } from '../core.js';
import { EmbedHostError } from '../error.js';

/** Held by this module alone, so that only `mount` and `attach` make an `Embed`. */
const KEY = Symbol();

/** Calls a function of the core. */
const call = (name, ...given) => core()[name](...given);

/** The property by which every copy of the package tells a source of its own or of another copy. */
const HANDLE = Symbol.for('embed-host.TokenSource');

/** What the sources of this copy are made from and, once an embed has used them, their numbers, by handle. */
const sources = new WeakMap();

const OTHER_COPY = '`token` is a TokenSource of another copy of embed-host: make it with the copy that mounts the embed';

/** The handle of the source among options, if there is one. Where a getter of theirs throws, the core says what is wrong. */
function handleIn(options) {
  try {
    const token = options?.token;
    return Object(token) === token && Object.hasOwn(token, HANDLE) ? token[HANDLE] : undefined;
  } catch {
    return undefined;
  }
}

/** The number of the source among options: `undefined` where `token` is anything else. */
function sourceIn(options) {
  const handle = handleIn(options);
  if (!handle) return undefined;
  const source = sources.get(handle);
  if (!source) throw new EmbedHostError('invalid-options', undefined, OTHER_COPY);
  source.number ??= call('addSource', source.from, source.options);
  return source.number;
}

/** Works anywhere, also while a server renders: the core judges the arguments when an embed first uses them. */
export class TokenSource {
  constructor(from, options) {
    // A function, which proxies hand out as it is: Vue and others wrap objects that are made reactive.
    const handle = () => {};
    sources.set(handle, { from, options });
    Object.defineProperty(this, HANDLE, { __proto__: null, value: handle });
  }

  close() {
    const source = sources.get(this[HANDLE]);
    if (source.number) call('closeSource', source.number);
    // The core has no source of this number: an embed that is given it is told that its source was closed.
    source.number ??= 0;
  }
}

export class Embed extends EventTarget {
  #id;
  #iframe;
  #waiting = [];

  constructor(key, open, target, options) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    this.ready = this.#view();
    this.#id = call(open, target, options, sourceIn(options), {
      setIframe: (iframe) => { this.#iframe = iframe; },
      settleReady: (error) => this.#waiting.splice(0).forEach(([resolve, reject]) => (error ? reject(error) : resolve())),
      dispatch: (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })),
    });
  }

  /** What the core settles when the next view has loaded, or cannot. Nobody has to wait for it. */
  #view() {
    const view = new Promise((...settlers) => this.#waiting.push(settlers));
    view.catch(() => {});
    return view;
  }

  get iframe() {
    return this.#iframe;
  }

  get state() {
    return this.snapshot().state;
  }

  async reload() {
    const view = this.#view();
    call('reload', this.#id);
    await view;
  }

  async switchUser(next) {
    const view = this.#view();
    call('switchUser', this.#id, next, sourceIn(next));
    await view;
  }

  snapshot() {
    return call('snapshot', this.#id);
  }

  close() {
    call('close', this.#id);
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.close();
  }
}

export const mount = (target, options) => new Embed(KEY, 'mount', target, options);

export const attach = (iframe, options) => new Embed(KEY, 'attach', iframe, options);
