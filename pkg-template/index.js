import { core } from './core.js';

export { EmbedHostError } from './error.js';

/** Held by this module alone, so that only `mount` and `attach` make an `Embed`. */
const KEY = Symbol();

export class TokenSource {
  #number;

  constructor(from, options) {
    this.#number = core().addSource(from, options);
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

  constructor(key, adopt, target, options) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    const face = { dispatch: ({ type, detail }) => this.dispatchEvent(new CustomEvent(type, { detail })) };
    const ready = new Promise((resolve, reject) => {
      face.settle = (error) => (error ? reject(error) : resolve());
    });
    ready.catch(() => {});
    this.#number = core().open(adopt, target, options, TokenSource[KEY](options?.token), face);
    this.iframe = face.iframe;
    this.ready = ready;
  }

  get state() {
    return core().state(this.#number);
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
