import module from './sessions/module.hex';
import { EmbedHostError } from './error.js';
import { keepScrubbed, scrub } from './scrub.js';
import { start } from './start.js';

/** Held by this module alone, so that only `impersonate` makes an `Impersonation`. */
const KEY = Symbol();

/** The objects of the page's sessions, by number: later calls of `impersonate` give the same one. */
const sessions = new Map();

/** The bindings make text coders when they are evaluated. The bundler defers that to the first call. */
const bindings = () => require('./sessions/bindings.js');

/** Notifies whoever listens for links. */
const links = new EventTarget();

/** The names of a link's parameters that `keepLinks` was told. */
let names;

/** Whether the core notifies `links`. */
let listening = false;

/** Calls a function of the core, which the first call starts. Where it cannot start, a link is scrubbed all the same. */
function call(name, ...given) {
  let core;
  try {
    core = start(bindings, module);
  } catch (error) {
    scrub(given[0]?.names ?? names);
    throw error;
  }
  return core[name](...given);
}

export class Impersonation extends EventTarget {
  #id;

  constructor(key, { id, subject, impersonatedBy, roles }) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    this.#id = id;
    this.subject = subject;
    if (impersonatedBy !== undefined) this.impersonatedBy = impersonatedBy;
    this.roles = roles;
    call('listen', id, (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })));
  }

  get active() {
    return call('isActive', this.#id);
  }

  get expiresAt() {
    return new Date(call('expiresAt', this.#id));
  }

  get storage() {
    return call('storageOf', this.#id);
  }

  get linkError() {
    return call('linkErrorOf', this.#id);
  }

  accessToken() {
    return call('accessToken', this.#id);
  }

  end() {
    return call('endSession', this.#id);
  }
}

export const takeLink = (options) => call('takeLink', options);

export async function impersonate(options) {
  const opened = await call('impersonate', options);
  if (!opened) return null;
  if (!sessions.has(opened.id)) sessions.set(opened.id, new Impersonation(KEY, opened));
  return sessions.get(opened.id);
}

export function keepLinks(options) {
  try {
    call('keepLinks', options);
  } catch (error) {
    if (error.code === 'invalid-options') throw error;
    // Without a core there is nothing to keep a link in, and every call will say so.
    names = options?.names ?? undefined;
    keepScrubbed(names);
  }
}

export function onLink(listener) {
  if (typeof listener !== 'function') {
    throw new EmbedHostError('invalid-options', undefined, 'the argument of `onLink` must be a function');
  }
  const listen = () => listener();
  if (!listening) call('onLink', () => links.dispatchEvent(new Event('link')));
  listening = true;
  links.addEventListener('link', listen);
  return () => links.removeEventListener('link', listen);
}
