import { EmbedHostError } from '../error.js';
import { start } from './core.js';
import { accessToken, confirmed, endSession, expiresAt, failed as unanswered, granted, keptIn, look, timer } from '../sessions/bindings.js';
import { read } from './grant.js';
import { valueOf, works } from './outcome.js';

/** Held by this module alone, so that only the core makes an `Impersonation`. */
const KEY = Symbol();

/** What may tell of something that another page has done meanwhile. */
const LOOKS = ['pageshow', 'storage', 'visibilitychange'];

const PLACES = ['memory', 'session', 'melody'];

/** The promises that the core has to settle, the objects of its sessions, and its requests, all by number. */
const calls = new Map();
const sessions = new Map();
const requests = new Map();

/** What is to be done once the core has returned, because it runs code that is not ours. */
const jobs = [];

let last = 0;
let timeout;

/** Calls a function of the core. */
export function enter(act, ...given) {
  start();
  const result = act(...given);
  while (jobs.length) jobs.shift()();
  return result;
}

/** A promise that the core settles, by the number that it is called with. */
export const promised = (act, given, confirm) => new Promise((resolve, reject) => {
  calls.set(++last, { resolve, reject, confirm });
  enter(act, last, ...given);
});

/** What a function of the core says at once. */
export function said(act, ...given) {
  let result = null;
  let error;
  calls.set(0, { resolve: (value) => { result = value; }, reject: (value) => { error = value; } });
  enter(act, ...given);
  if (error) throw error;
  return result;
}

export class Impersonation extends EventTarget {
  #session;
  #end;
  #ended;

  constructor(key, session, subject, by, roles, end) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    this.#session = session;
    this.subject = subject;
    if (by) this.impersonatedBy = by;
    this.roles = JSON.parse(roles);
    this.#end = end;
  }

  get active() {
    return this.#look();
  }

  get expiresAt() {
    this.#look();
    return new Date(this.#end);
  }

  get storage() {
    return PLACES[enter(keptIn, this.#session)];
  }

  accessToken() {
    return promised(accessToken, [this.#session]);
  }

  end() {
    return this.#ended ??= promised(endSession, [this.#session]);
  }

  /** Whether the session is live; if so, its end is noted, which is told also when it has come. */
  #look() {
    const end = enter(expiresAt, this.#session);
    if (end >= 0) this.#end = end;
    return end >= 0;
  }
}

// What the core calls.

export const address = () => location.href;

export const replaceAddress = (clean) => works(() => history.replaceState(history.state, '', clean));

export const originOf = (text) => valueOf(() => new URL(text).origin);

export const readItem = (storage, key) => valueOf(() => globalThis[storage].getItem(key) ?? undefined);

export const isBlocked = (storage) => !works(() => globalThis[storage].getItem(''));

export const writeItem = (storage, key, text) => works(() => globalThis[storage].setItem(key, text));

export const removeItem = (storage, key) => works(() => globalThis[storage].removeItem(key));

export const send = (number, url, body, basic, keepalive) => jobs.push(async () => {
  const controller = new AbortController();
  requests.set(number, controller);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (basic) headers.authorization = `Basic ${btoa(basic)}`;
  const init = { method: 'POST', headers, body, keepalive, credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer', signal: controller.signal };
  const [act, ...given] = await post(url, init).catch(() => [unanswered, 0, '']);
  requests.delete(number);
  enter(act, number, ...given);
});

export const abort = (number) => jobs.push(() => requests.get(number)?.abort());

export function setTimer(delay) {
  clearTimeout(timeout);
  if (delay < 2 ** 31) timeout = setTimeout(enter, delay, timer);
}

export const opened = (call, session) => taken(call).resolve(sessions.get(session) ?? null);

export const given = (call, token) => taken(call).resolve(token);

export const revoked = (call, yes) => taken(call).resolve({ revoked: yes });

export const failed = (call, code, message, status, retryAfter) =>
  taken(call).reject(new EmbedHostError(code, { status: status || undefined, retryAfter: retryAfter < 0 ? undefined : retryAfter }, message));

export function found(refreshToken, expiresOn, expiresIn) {
  const link = { refreshToken };
  if (expiresOn >= 0) link.expiresOn = expiresOn;
  if (expiresIn >= 0) link.expiresIn = expiresIn;
  taken(0).resolve(link);
}

/** Nothing but `true` is a yes. */
export const ask = (call, number, subject, by) => jobs.push(async () => {
  let yes = false;
  try {
    yes = (await calls.get(call).confirm(by ? { subject, impersonatedBy: by } : { subject })) === true;
  } catch {
    // Whoever cannot answer has not said yes.
  }
  enter(confirmed, number, yes);
});

export function begin(session, subject, by, roles, end) {
  sessions.set(session, new Impersonation(KEY, session, subject, by, roles, end));
  LOOKS.forEach((name) => addEventListener(name, looks));
}

export const expiring = (session, at) => tell(session, 'expiring', { expiresAt: new Date(at) });

export function ended(session, reason, revoked) {
  tell(session, 'ended', { reason, revoked });
  jobs.push(() => {
    sessions.delete(session);
    if (!sessions.size) LOOKS.forEach((name) => removeEventListener(name, looks));
  });
}

export const problem = (session, code) => tell(session, 'error', { code });

const looks = () => enter(look);

const tell = (session, type, detail) =>
  jobs.push(() => sessions.get(session).dispatchEvent(new CustomEvent(type, { detail })));

/** The function of the core that takes an answer, and what it takes. */
async function post(url, init) {
  const answer = await fetch(url, init);
  if (answer.ok) return [granted, ...read(await answer.text())];
  return [unanswered, answer.status, answer.headers.get('retry-after') ?? ''];
}

function taken(call) {
  const found = calls.get(call);
  calls.delete(call);
  return found;
}
