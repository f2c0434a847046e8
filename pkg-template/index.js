import { core } from './core.js';

export { EmbedHostError } from './error.js';

/** What the core gives instead of a number is an error. */
const checked = (outcome) => {
  if (outcome >= 0) return outcome;
  throw outcome;
};

/** Held by this module alone, so that only `mount` and `attach` make an `Embed`. */
const KEY = Symbol();

export class TokenSource {
  #number;

  constructor(from, options) {
    this.#number = checked(core().addSource(from, options));
  }

  close() {
    core().closeSource(this.#number);
  }

  /** The number of a source, or zero for anything else. */
  static [KEY](value) {
    return typeof value === 'object' && value !== null && #number in value ? value.#number : 0;
  }
}

export class Embed extends EventTarget {
  #number;
  #waiting = [];
  #face = {
    dispatch: ({ type, detail }) => this.dispatchEvent(new CustomEvent(type, { detail })),
    settle: (error) => this.#waiting.splice(0).forEach(([resolve, reject]) => (error ? reject(error) : resolve())),
  };

  constructor(key, adopt, target, options) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    this.ready = this.#view();
    this.#number = checked(core().open(adopt, target, options, TokenSource[KEY](options?.token), this.#face));
  }

  /** What the core settles when the next view has loaded, or cannot. Nobody has to wait for it. */
  #view() {
    const view = new Promise((...settlers) => this.#waiting.push(settlers));
    view.catch(() => {});
    return view;
  }

  get iframe() {
    return this.#face.iframe;
  }

  get state() {
    return this.snapshot().state;
  }

  reload() {
    return this.#renew();
  }

  switchUser(next) {
    return this.#renew(Object(next));
  }

  /** Gives the embed a new frame: to the same user, or to another. */
  async #renew(next) {
    const view = this.#view();
    checked(core().renew(this.#number, next, TokenSource[KEY](next?.token)));
    await view;
  }

  snapshot() {
    return core().snapshot(this.#number);
  }

  close() {
    core().close(this.#number);
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.close();
  }
}

export const mount = (target, options) => new Embed(KEY, false, target, options);

export const attach = (iframe, options) => new Embed(KEY, true, iframe, options);
