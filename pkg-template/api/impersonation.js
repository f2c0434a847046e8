import { core } from '../core.js';
import { EmbedHostError } from '../error.js';
import { namesIn } from '../names.js';
import { keepScrubbed, scrub } from '../scrub.js';

/** Held by this module alone, so that only `impersonate` makes an `Impersonation`. */
const KEY = Symbol();

/** The objects of the page's sessions, by number: later calls of `impersonate` give the same one. */
const sessions = new Map();

/** Notifies whoever listens for links. */
const links = new EventTarget();

/** Whether the core notifies `links`. */
let listening = false;

/** The addresses whose links were taken out while there was no core, each with the names that its link has. */
const waiting = [];

/** What `keepLinks` was told while there was no core: the names, and what ends the watch over the address. */
let kept;

/** Calls a function of the core. Where there is none a link leaves the address all the same. */
const call = (name, ...given) => coreOr(() => wait(kept?.names ?? namesIn()))[name](...given);

/** The core, which is told what came before it. Where there is none, does something else before it says why. */
function coreOr(act) {
  try {
    core();
  } catch (error) {
    act();
    throw error;
  }
  passOn();
  return core();
}

/** Takes a link out of the address, and keeps it for the core. Says whether there was one. */
function wait(names) {
  const address = scrub(names);
  if (address !== undefined) waiting.push({ address, names });
  return address !== undefined;
}

/** Tells the core, which is there now, what came before it. It has nothing to refuse: the names were judged when they were given. */
export function passOn() {
  for (const { address, names } of waiting.splice(0)) core().keepTaken(address, { names });
  if (!kept) return;
  const { names, stop } = kept;
  kept = undefined;
  stop();
  core().keepLinks({ names });
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

export const takeLink = (options) => coreOr(() => wait(namesIn(options))).takeLink(options);

export async function impersonate(options) {
  const opened = await call('impersonate', options);
  if (!opened) return null;
  if (!sessions.has(opened.id)) sessions.set(opened.id, new Impersonation(KEY, opened));
  return sessions.get(opened.id);
}

export function keepLinks(options) {
  try {
    coreOr(() => keepUntilCore(namesIn(options))).keepLinks(options);
  } catch (error) {
    // Until there is a core, every other call says why there is none.
    if (error.code === 'invalid-options') throw error;
  }
}

function keepUntilCore(names) {
  kept?.stop();
  kept = { names, stop: keepScrubbed(() => wait(names)) };
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
