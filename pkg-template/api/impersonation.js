import { core } from '../core.js';
import { EmbedHostError } from '../error.js';
import { keepScrubbed, scrub } from '../scrub.js';

/** Held by this module alone, so that only `impersonate` makes an `Impersonation`. */
const KEY = Symbol();

/** The objects of the page's sessions, by number: later calls of `impersonate` give the same one. */
const sessions = new Map();

/** Notifies whoever listens for links. */
const links = new EventTarget();

/** Whether the core notifies `links`. */
let listening = false;

/** The addresses whose links were taken out while there was no core, each with what `takeLink` takes. */
const waiting = [];

/** What `keepLinks` was told while there was no core: the options, and what ends the watch over the address. */
let kept;

/** Calls a function of the core. Where there is none a link leaves the address all the same, and waits for a core. */
function call(name, ...given) {
  try {
    core();
  } catch (error) {
    wait(given[0]?.names ?? kept?.options?.names);
    throw error;
  }
  passOn();
  return core()[name](...given);
}

/** Takes a link out of the address, and keeps it for the core. Says whether there was one. */
function wait(names) {
  const address = scrub(names);
  if (address !== undefined) waiting.push({ address, options: { names } });
  return address !== undefined;
}

/** Tells the core, which is there now, what came before it. */
export function passOn() {
  for (const { address, options } of waiting.splice(0)) core().keepTaken(address, options);
  if (!kept) return;
  const { options, stop } = kept;
  kept = undefined;
  stop();
  core().keepLinks(options);
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
    // Until there is a core, every call will say why there is none.
    kept?.stop();
    kept = { options, stop: keepScrubbed(() => wait(options?.names ?? undefined)) };
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
