import * as core from './embed/bindings.js';
import wasm from './embed/bindings_bg.wasm';
import { start } from './start.js';

export { EmbedHostError } from './error.js';

/** Held by this module alone, so that only `mount` and `attach` make an `Embed`. */
const KEY = Symbol();

/** Calls a function of the core, which the first call starts. */
function call(name, ...given) {
  start(core.initSync, wasm);
  return core[name](...given);
}

export class TokenSource {
  #id;

  constructor(from, options) {
    this.#id = call('addSource', from, options);
  }

  close() {
    call('closeSource', this.#id);
  }

  /** The number of a source, or zero for anything else. */
  static [KEY](value) {
    return typeof value === 'object' && value !== null && #id in value ? value.#id : 0;
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
    this.#id = call(open, target, options, TokenSource[KEY](options?.token), {
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
    call('switchUser', this.#id, next, TokenSource[KEY](next?.token));
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
