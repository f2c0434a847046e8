import { EmbedHostError } from '../error.js';
import { core } from './core.js';

/** Held by this module alone, so that only the core makes an `Impersonation`. */
const KEY = Symbol();

/** What may tell of something that another page has done meanwhile. */
const LOOKS = ['pageshow', 'storage', 'visibilitychange'];

/** The promises that the core has to settle, the objects of its sessions, and its requests, all by number. */
const calls = new Map();
const sessions = new Map();
const requests = new Map();

/** What is to be done once the core has returned, because it runs code that is not ours. */
const jobs = [];

let last = 0;
let timeout;

/** Calls the core. */
export function enter(name, ...given) {
  const result = core()[name](...given);
  while (jobs.length) jobs.shift()();
  return result;
}

/** A promise that the core settles, by the number that it is called with. */
export const promised = (name, given, read = (value) => value, confirm) => new Promise((resolve, reject) => {
  calls.set(++last, { resolve: (value) => resolve(read(value)), reject, confirm });
  enter(name, last, ...given);
});

/** The object of a session. */
export const sessionOf = (number) => sessions.get(number) ?? null;

export class Impersonation extends EventTarget {
  roles = [];
  #session;
  #end;
  #ended;

  constructor(key, session, subject, by) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    this.#session = session;
    this.subject = subject;
    if (by) this.impersonatedBy = by;
  }

  get active() {
    return this.#look();
  }

  get expiresAt() {
    this.#look();
    return new Date(this.#end);
  }

  get storage() {
    return enter('keptIn', this.#session);
  }

  accessToken() {
    return promised('accessToken', [this.#session]);
  }

  end() {
    this.#look();
    this.#ended ??= promised('endSession', [this.#session], (revoked) => ({ revoked }));
    return this.#ended;
  }

  /** Whether the session is live; if so, its end is noted, which is told also when it has come. */
  #look() {
    const end = enter('expiresAt', this.#session);
    this.#end = end ?? this.#end;
    return end !== undefined;
  }
}

// What the core calls.

export const address = () => location.href;

export const replaceAddress = (clean) => attempt(() => history.replaceState(history.state, '', clean));

export function readItem(storage, key) {
  try {
    return globalThis[storage].getItem(key);
  } catch {
    return undefined;
  }
}

export const writeItem = (storage, key, text) => attempt(() => globalThis[storage].setItem(key, text));

export const removeItem = (storage, key) => attempt(() => globalThis[storage].removeItem(key));

export function parseBytes(bytes) {
  return parse(new TextDecoder().decode(bytes));
}

export const send = (number, url, body, basic, keepalive) => jobs.push(async () => {
  const controller = new AbortController();
  requests.set(number, controller);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (basic) headers.authorization = `Basic ${btoa(basic)}`;
  const init = { method: 'POST', headers, body, keepalive, credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal: controller.signal };
  const answer = await fetch(url, init).then(received).catch(() => [0]);
  requests.delete(number);
  enter('answered', number, ...answer);
});

export const abort = (number) => jobs.push(() => requests.get(number)?.abort());

export function setTimer(delay) {
  clearTimeout(timeout);
  if (delay !== undefined) timeout = setTimeout(enter, Math.min(delay, 2 ** 31 - 1), 'timer');
}

export const resolve = (call, value) => taken(call).resolve(value);

export const reject = (call, error) => taken(call).reject(error);

/** Nothing but `true` is a yes. */
export const ask = (call, number, subject, by) => jobs.push(async () => {
  let said;
  try {
    said = await calls.get(call).confirm(by ? { subject, impersonatedBy: by } : { subject });
  } catch {
    // Whoever cannot answer has not said yes.
  }
  enter('confirmed', number, said === true);
});

export const makeError = (code, message, status, retryAfter) => new EmbedHostError(code, { status, retryAfter }, message);

export function makeLink(refreshToken, expiresOn, expiresIn) {
  const link = { refreshToken };
  if (expiresOn !== undefined) link.expiresOn = expiresOn;
  if (expiresIn !== undefined) link.expiresIn = expiresIn;
  return link;
}

export function begin(session, subject, by) {
  sessions.set(session, new Impersonation(KEY, session, subject, by));
  LOOKS.forEach((name) => addEventListener(name, look));
}

export const addRole = (session, role) => sessions.get(session).roles.push(role);

export const expiring = (session, at) => tell(session, 'expiring', { expiresAt: new Date(at) });

export function ended(session, reason, revoked) {
  tell(session, 'ended', { reason, revoked });
  jobs.push(() => sessions.delete(session) && sessions.size === 0 && LOOKS.forEach((name) => removeEventListener(name, look)));
}

export const problem = (session, code) => tell(session, 'error', { code });

const look = () => enter('look');

const tell = (session, type, detail) =>
  jobs.push(() => sessions.get(session).dispatchEvent(new CustomEvent(type, { detail })));

const received = async (answer) =>
  answer.ok ? [answer.status, parse(await answer.text())] : [answer.status, undefined, answer.headers.get('retry-after') ?? undefined];

function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether something could be done. */
function attempt(act) {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}

function taken(call) {
  const found = calls.get(call);
  calls.delete(call);
  return found;
}
