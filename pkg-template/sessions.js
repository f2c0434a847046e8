import { core } from './impersonation/core.js';

/** Held by this module alone, so that only `impersonate` makes an `Impersonation`. */
const KEY = Symbol();

export class Impersonation extends EventTarget {
  #session;
  #end;
  #ended;

  constructor(key, held) {
    if (key !== KEY) throw new TypeError('Illegal constructor');
    super();
    this.#session = held.session;
    this.subject = held.subject;
    if (held.impersonatedBy !== undefined) this.impersonatedBy = held.impersonatedBy;
    this.roles = held.roles;
    held.dispatch = ({ type, detail }) => {
      if (detail.expiresAt) detail.expiresAt = new Date(detail.expiresAt);
      this.dispatchEvent(new CustomEvent(type, { detail }));
    };
    this.#look();
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
    return new Promise((resolve, reject) => core().accessToken(this.#session, resolve, reject));
  }

  end() {
    this.#ended ??= new Promise((resolve) => core().endSession(this.#session, resolve));
    return this.#ended;
  }

  /** Whether the session is live; if so, its end is noted, which is told also when it has come. */
  #look() {
    const end = core().expiresAt(this.#session);
    this.#end = end ?? this.#end;
    return end !== undefined;
  }
}

export const takeLink = (options) => core(options?.names).takeLink(options);

export const impersonate = (options) => new Promise((resolve, reject) => {
  const found = (held) => resolve(held && (held.face ??= new Impersonation(KEY, held)));
  core().impersonate(options, options?.link, found, reject);
});

/** For `embed-host/auto`, and so not part of what the entry exports. What goes wrong is what `impersonate` rejects with. */
export function keepLink() {
  try {
    core().keepLink();
  } catch {
    // Without a core there is nothing to keep it in, and every call will say so.
  }
}
