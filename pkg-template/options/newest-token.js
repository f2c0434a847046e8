import { textOf } from './equality.js';

/**
 * What tokens come from, for an embed that outlives the options it was made with. A function that an app makes anew with each
 * rendering is the same source, of which the newest is called; and so is a request to the same address, with its newest headers.
 */
export class NewestToken {
  /** What the embed is given. */
  given;
  #token;
  #source;
  #user;

  /** Says whether tokens come from somewhere else than before, or are another user's. */
  update({ token, user }) {
    const source = sourceOf(token);
    const isNew = source !== this.#source || user !== this.#user;
    this.given = isNew ? this.#give(token) : this.#renew(token);
    this.#token = token;
    this.#source = source;
    this.#user = user;
    return isNew;
  }

  #give(token) {
    if (typeof token === 'function') return (context) => this.#token(context);
    return isRequest(token) ? { ...token } : token;
  }

  /** The core reads the parts of a request before each fetch, so the object that it has is changed. */
  #renew(token) {
    const absent = { method: undefined, headers: undefined, body: undefined, credentials: undefined };
    return isRequest(token) ? Object.assign(this.given, absent, token) : this.given;
  }
}

/** Equal for what is one source. */
function sourceOf(token) {
  if (typeof token === 'function') return Function;
  if (token instanceof URL) return token.href;
  return isRequest(token) ? `request ${textOf(token.url)}` : token;
}

const isRequest = (token) => Object(token) === token && Object.hasOwn(token, 'url');
