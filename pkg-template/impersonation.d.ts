/**
 * Impersonation links: takes them out of the address before other code can read them, exchanges them at the auth server,
 * verifies the result, and holds a session that you can show and end.
 *
 * Importing this module has no effect, in a browser or in Node. The first call compiles its WebAssembly core, synchronously.
 * To take the link before any other module can see it, import `embed-host/auto` first, or call {@link keepLinks} there.
 *
 * @packageDocumentation
 */

import { EmbedHostError, type ErrorCode } from './index.js';

export { EmbedHostError, type ErrorCode };

/**
 * Takes the link out of the page's address: parses it, and removes only its parameters from the address and from the history
 * entry. Synchronous. The rest of the address and `history.state` are unchanged.
 *
 * The link is found in the query, in the hash with or without a `?` of its own, and after a second `?` in either. A query or a
 * hash that has an `access_token` too is another vendor's answer to a sign-in, and not a link.
 *
 * This looks once. If a router of the page puts the address back that it remembers, the link is there again: see
 * {@link keepLinks}.
 *
 * @param options the names of the parameters, if the link does not come from Melody Auth.
 * @returns the link, or `null` if there is no refresh token in the address; then nothing is changed.
 * @throws {EmbedHostError} once the address is clean: `link-malformed` for a duplicate or empty parameter, a token with other
 *   characters than printable ASCII, or an expiry that is not a whole number; `wasm-blocked` if a content security policy
 *   forbids WebAssembly; `unsupported-environment` if the browser is too old or has no WebAssembly. With the address
 *   unchanged: `unsupported-environment` outside a browser, and if the address cannot be changed, as in a document with an
 *   opaque origin; `invalid-options` for `names` that are empty or equal, and for an option that
 *   does not exist.
 * @example
 * ```js
 * let link = null; // without one, a session that is kept is resumed all the same
 * try {
 *   link = takeLink(); // as early as possible
 * } catch (error) {
 *   console.warn(error.code);
 * }
 * impersonate({ server: 'https://auth.example.com', clientId: '…', link })
 *   .then((session) => session && showBanner(session))
 *   .catch(({ code, message }) => console.warn(code, message));
 * ```
 */
export function takeLink(options?: LinkOptions): ImpersonationLink | null;

/**
 * Takes the link out of the page's address, as {@link takeLink} does, and keeps it for {@link impersonate}, or what was wrong with
 * it; from then on with every link that comes while the page is open: with a change of the hash, with Back, or because a router
 * puts the address back that it remembers. The newest link is the one that is opened. The same token is one link, however often
 * it comes: to open it again, reload the page.
 *
 * `embed-host/auto` calls this, without options. Call it yourself, in a module of your own that is imported before all others, if
 * your links have parameters of other names. Do not import `embed-host/auto` then.
 *
 * In Node it does nothing. If WebAssembly cannot start, links are removed from the address nevertheless, and `impersonate()`
 * rejects.
 *
 * @param options the names of the parameters, if the links do not come from Melody Auth.
 * @throws {EmbedHostError} `invalid-options` for `names` that are empty or equal, or an option that does not exist; and nothing else.
 * @example
 * ```js
 * // links.js, the first import of the app
 * import { keepLinks } from 'embed-host/impersonation';
 *
 * keepLinks({ names: { refreshToken: 'rt', expiresIn: 'rt_life' } });
 * ```
 */
export function keepLinks(options?: LinkOptions): void;

/**
 * Calls back whenever a link has come to the open page and waits for {@link impersonate}. The link that the page was opened with
 * is no news: the app calls `impersonate()` anyway when it starts. Links are kept from now on, as {@link keepLinks} does.
 *
 * @param listener is called without arguments, after the navigation that brought the link.
 * @returns a function that ends this.
 * @throws {EmbedHostError} `invalid-options` if the argument is not a function; `wasm-blocked` and `unsupported-environment` as
 *   {@link takeLink}.
 * @example
 * ```js
 * const open = () =>
 *   impersonate({ server: 'https://auth.example.com', clientId: '…' })
 *     .then((session) => session && showBanner(session))
 *     .catch(({ code, message }) => console.warn(code, message));
 * onLink(open);
 * open();
 * ```
 */
export function onLink(listener: () => void): () => void;

/** The options of {@link takeLink} and {@link keepLinks}. */
export interface LinkOptions {
  /** The names of the link's parameters. Default: those of Melody Auth. */
  names?: LinkNames;
}

/** The names of a link's parameters, not percent-encoded. */
export interface LinkNames {
  /** The name of the refresh token. Default `"refresh_token"`. */
  refreshToken?: string;
  /** The name of its expiry. Default `"refresh_token_expires_on"`. */
  expiresOn?: string;
  /** The name of its lifetime. Default `"refresh_token_expires_in"`. */
  expiresIn?: string;
}

/** A link. Anyone who has it can act as its user until it expires: pass it to {@link impersonate}, and to nothing else. */
export interface ImpersonationLink {
  /** The refresh token. */
  refreshToken: string;
  /** When it expires, in seconds since the Unix epoch by the server's clock. Missing if the link does not say. */
  expiresOn?: number;
  /** Its lifetime from when it was issued, in seconds. Missing if the link does not say. */
  expiresIn?: number;
}

/**
 * Opens a link, or resumes the session of this tab. First the refresh token is exchanged. Then the answer is verified (`iss`,
 * `azp`, expiry by the server's clock, `impersonatedBy`). Then `confirm` is called. Only then is anything stored or replaced.
 *
 * A link that is refused, expired, declined or cannot be exchanged leaves the app's own session and an impersonation unchanged: if
 * one is running or stored, it is returned, and its {@link Impersonation.linkError} says what was wrong with the link. A stored
 * session whose server cannot be reached is returned too, as it was verified when it was stored: show it and let it be ended;
 * {@link Impersonation.accessToken} rejects until the server is back, which is asked once a minute. So whoever shows what this returns always shows whose
 * session it is.
 *
 * While the page is prerendered nothing of this happens but that the link leaves the address: the rest waits until somebody sees
 * the page.
 *
 * Concurrent calls share one exchange, and later calls return the live session. A second link is exchanged first; then it
 * replaces the first session, whose refresh token is revoked. Calls that come during that exchange wait for it, and while
 * {@link ImpersonationOptions.confirm} is asked they get the first session. {@link onLink} tells of links that come later.
 *
 * @param options the auth server, the app, and how the session is kept.
 * @returns the session, or `null` if there is no link and no session to resume.
 * @throws {EmbedHostError} as a rejection, only if no session is running or stored. Permanent: `link-malformed`; `link-taken`; `link-expired` and `exchange-refused`, with `status`;
 *   `wrong-issuer`, `wrong-app`, `not-impersonation`; `declined`; `session-over` if the session to resume has ended.
 *   Temporary, and the link stays in memory for another call: `timeout`, `network`, `backend-status` with `status`,
 *   `bad-response`. In any case: `invalid-options` for an invalid option; the link is removed from the address nevertheless.
 *   `wasm-blocked` and `unsupported-environment` as {@link takeLink}.
 * @example
 * ```js
 * impersonate({ server: 'https://auth.example.com', clientId: '…' })
 *   .then((session) => {
 *     if (!session) return;
 *     showBanner(`${session.subject}, by ${session.impersonatedBy}, until ${session.expiresAt.toLocaleTimeString()}`);
 *     session.addEventListener('ended', hideBanner);
 *   })
 *   .catch(({ code, message }) => console.warn(code, message));
 * ```
 */
export function impersonate(options: ImpersonationOptions): Promise<Impersonation | null>;

/** The options of {@link impersonate}. */
export interface ImpersonationOptions {
  /**
   * The auth server's address, which must be the `iss` of its tokens, such as `"https://auth.example.com"`: https, or http
   * on loopback, without query and hash. A trailing slash makes no difference.
   */
  server: string | URL;
  /** The app's client id there, which must be the `azp` of its tokens. */
  clientId: string;
  /**
   * The link to open. Default: the newest one that `embed-host/auto` or {@link keepLinks} took, that is in the address now, or that
   * an earlier call could not exchange. `null`: no link, only resume the session of this tab.
   */
  link?: ImpersonationLink | null;
  /**
   * Where the session is kept.
   *
   * - `'session'`, the default: under a key of its own in `sessionStorage`. It survives a reload and ends with the tab. A
   *   duplicated tab starts with a copy of it.
   * - `'memory'`: in memory only. A reload ends it.
   * - `{ melody }`: under a key of its own in that storage, and also where Melody Auth's own front ends read their session.
   *   What is stored there of the app's own session is backed up, and restored when the impersonation ends.
   */
  storage?: 'session' | 'memory' | {
    /** The storage that Melody Auth's own front ends use. */
    melody: 'sessionStorage' | 'localStorage';
  };
  /** Whether a session without the claim `impersonatedBy` is rejected as `not-impersonation`. Default `true`. */
  requireImpersonator?: boolean;
  /**
   * Called before a session begins, for example to ask the user. Any result but `true`, and an error, means `declined`. It is
   * called for links, not when a session is resumed, and has no time limit.
   */
  confirm?: (who: ImpersonationSubject) => boolean | Promise<boolean>;
  /** How long a request to the auth server may take with its retries, in milliseconds. Default 10000. */
  timeout?: number;
  /** The paths of the auth server's endpoints. Each begins with `/` and is appended to `server`. */
  paths?: ImpersonationPaths;
  /** Whether the forms contain `client_id`, for servers that require it. Revoking then sends no `Authorization` header. Default `false`. */
  sendClientId?: boolean;
}

/** The paths of the auth server's endpoints. */
export interface ImpersonationPaths {
  /** The token endpoint. Default `"/oauth2/v1/token"`. */
  token?: string;
  /** The revocation endpoint. Default `"/oauth2/v1/revoke"`. */
  revoke?: string;
}

/** Whose session it is, as passed to `confirm`. */
export interface ImpersonationSubject {
  /** The user who would be impersonated: `sub` of the access token. */
  subject: string;
  /** The user who impersonates: `impersonatedBy` of the access token. */
  impersonatedBy?: string;
}

/** A session. Only {@link impersonate} creates it. */
export class Impersonation extends EventTarget {
  private constructor();
  /** The user who is impersonated: `sub` of the access token. */
  readonly subject: string;
  /** The user who impersonates: `impersonatedBy` of the access token. Always set, unless `requireImpersonator` is `false`. */
  readonly impersonatedBy?: string;
  /** The subject's roles, from the first access token. */
  readonly roles: string[];
  /**
   * When the session ends, by this machine's clock, unless the server refuses it earlier. If the link did not say, this is when
   * the access token expires, and every renewal moves it. After a reload without the server it is what was known before, and may
   * be in the past: only the server ends such a session.
   */
  readonly expiresAt: Date;
  /** Whether the session has not ended yet. */
  readonly active: boolean;
  /**
   * What was wrong with the last link that should have replaced this session, or have been opened while it was stored; an `error`
   * event tells of it too. After `timeout`, `network`, `backend-status` and `bad-response` the link stays in memory for another
   * call of {@link impersonate}. `null` if nothing was wrong, and when the session has ended.
   */
  readonly linkError: EmbedHostError | null;
  /** Where the session is actually kept: `memory` also if the storage is blocked or full, and when the session has ended. */
  readonly storage: 'session' | 'memory' | 'melody';
  /**
   * Returns an access token: the cached one, or a new one shortly before that expires. Concurrent calls share one request.
   *
   * @throws {EmbedHostError} as a rejection: `session-over` if the session has ended; `timeout`, `network`, `backend-status` or
   *   `bad-response` if the old token has expired, or the page was reloaded, and no new one could be fetched yet.
   */
  accessToken(): Promise<string>;
  /**
   * Ends the session. It is removed from memory and storage before this returns; then its refresh token is revoked, within
   * `timeout`. Final, whether or not the server can be reached; calling it again does nothing more. Never rejects.
   */
  end(): Promise<Revocation>;
  /** Listens for one of the events of {@link ImpersonationEventMap}. */
  addEventListener<K extends keyof ImpersonationEventMap>(type: K, listener: (this: Impersonation, event: ImpersonationEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for any other event. */
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  /** Stops listening for one of the events of {@link ImpersonationEventMap}. */
  removeEventListener<K extends keyof ImpersonationEventMap>(type: K, listener: (this: Impersonation, event: ImpersonationEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for any other event. */
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** The events of an {@link Impersonation}. None contains a token. */
export interface ImpersonationEventMap {
  /** The session ends in a minute, or sooner if it began later than that. */
  expiring: CustomEvent<ImpersonationExpiring>;
  /** The session has ended. It is the last event. If it was ended or replaced, it fires after the attempt to revoke its refresh token. */
  ended: CustomEvent<ImpersonationEnded>;
  /** Something went wrong, and the session continues. */
  error: CustomEvent<ImpersonationProblem>;
}

/** The detail of an `expiring` event. */
export interface ImpersonationExpiring {
  /** When the session ends, by this machine's clock. */
  expiresAt: Date;
}

/** The detail of an `ended` event. */
export interface ImpersonationEnded {
  /**
   * `ended`: by {@link Impersonation.end}, here or in another page. `expired`: it expired. `refused`: the auth server refused the
   * refresh token, or returned the session of another user for it. `replaced`: another link was opened.
   */
  reason: 'ended' | 'expired' | 'refused' | 'replaced';
  /** Whether the auth server confirmed that the refresh token is revoked. */
  revoked: boolean;
}

/** The detail of an `error` event. */
export interface ImpersonationProblem {
  /**
   * What went wrong: `storage-blocked` if the session could not be stored and is in memory only; any other code is that of a link
   * that failed, see {@link Impersonation.linkError}.
   */
  code: ErrorCode;
}

/** The result of {@link Impersonation.end}. */
export interface Revocation {
  /** Whether the auth server confirmed that the refresh token is revoked. */
  revoked: boolean;
}
