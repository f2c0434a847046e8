import { EmbedHostError } from '../error.js';
import { core } from './core.js';

/** Held by this module alone, so that only the core makes an `Impersonation`. */
const KEY = Symbol();

/** The promises that the core has to settle, and the objects of its sessions, both by number. */
const calls = new Map();
const sessions = new Map();
let last = 0;

/** A promise that the core settles, by the number that `begin` is called with. */
export const promised = (begin, read = (value) => value, confirm) => new Promise((resolve, reject) => {
  calls.set(++last, { resolve: (value) => resolve(read(value)), reject, confirm });
  begin(last);
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
    return core().keptIn(this.#session);
  }

  accessToken() {
    return promised((call) => core().accessToken(call, this.#session));
  }

  end() {
    this.#look();
    this.#ended ??= promised((call) => core().endSession(call, this.#session), (revoked) => ({ revoked }));
    return this.#ended;
  }

  /** Whether the session is live; if so, its end is noted, which is told also when it has come. */
  #look() {
    const end = core().expiresAt(this.#session);
    this.#end = end ?? this.#end;
    return end !== undefined;
  }
}

// What the core calls.

export const begin = (session, subject, by) => sessions.set(session, new Impersonation(KEY, session, subject, by));

export const addRole = (session, role) => sessions.get(session).roles.push(role);

export const resolve = (call, value) => taken(call).resolve(value);

export const reject = (call, error) => taken(call).reject(error);

export const makeError = (code, message, status, retryAfter) => new EmbedHostError(code, { status, retryAfter }, message);

export const makeLink = (refreshToken, expiresOn, expiresIn) => ({
  refreshToken,
  ...(expiresOn !== undefined && { expiresOn }),
  ...(expiresIn !== undefined && { expiresIn }),
});

/** Nothing but `true` is a yes. */
export async function ask(call, attempt, subject, by) {
  let said;
  try {
    said = await calls.get(call).confirm(by ? { subject, impersonatedBy: by } : { subject });
  } catch {
    // Whoever cannot answer has not said yes.
  }
  core().confirmed(attempt, said === true);
}

export const expiring = (session, at) => tell(session, 'expiring', { expiresAt: new Date(at) });

export const ended = (session, reason, revoked) => {
  tell(session, 'ended', { reason, revoked });
  sessions.delete(session);
};

export const problem = (session, code) => tell(session, 'error', { code });

function tell(session, type, detail) {
  sessions.get(session).dispatchEvent(new CustomEvent(type, { detail }));
}

function taken(call) {
  const found = calls.get(call);
  calls.delete(call);
  return found;
}
