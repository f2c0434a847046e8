/**
 * Impersonation links: taken out of the address before anything else reads them, exchanged at the auth server, verified, held, ended.
 *
 * Importing this module has no effect, in a browser or in Node. The first call starts its WebAssembly core.
 * To take the link before any other module can see it, import `embed-host/auto` first.
 *
 * @packageDocumentation
 */

import { EmbedHostError, type ErrorCode } from './index.js';

export { EmbedHostError, type ErrorCode };

/**
 * Takes the link out of the page's address: parses it, and removes exactly its parameters from the address and from the entry in the
 * history. Synchronous. Everything else of the address and `history.state` stay as they are.
 *
 * It is looked for in the query, in the hash with or without a `?` of its own, and behind a second `?` in either.
 *
 * @param options what the parameters are called, if the link comes from another server than Melody Auth.
 * @returns the link, or `null` if there is no refresh token in the address; then nothing is touched.
 * @throws {EmbedHostError} after the address is clean: `link-malformed` for a parameter twice, an empty one, or an expiry that is not a
 *   whole number; `wasm-blocked` when a content security policy forbids WebAssembly. Before: `unsupported-environment` where the address
 *   cannot be changed, as in a document without an origin of its own, and outside a browser; `invalid-options` for `names` that are empty or alike.
 * @example
 * ```js
 * const link = takeLink(); // as early as possible
 * const session = await impersonate({ server: 'https://auth.example.com', clientId: '…', link });
 * ```
 */
export function takeLink(options?: LinkOptions): ImpersonationLink | null;

/** The options of {@link takeLink}. */
export interface LinkOptions {
  /** What the parameters of a link are called. Default: as Melody Auth calls them. */
  names?: LinkNames;
}

/** What the parameters of a link are called, before they are percent-encoded. */
export interface LinkNames {
  /** Default `"refresh_token"`. */
  refreshToken?: string;
  /** Default `"refresh_token_expires_on"`. */
  expiresOn?: string;
  /** Default `"refresh_token_expires_in"`. */
  expiresIn?: string;
}

/** A link. Whoever has it can act as its user until it runs out: hand it to {@link impersonate}, and to nothing else. */
export interface ImpersonationLink {
  /** The refresh token. */
  refreshToken: string;
  /** When it runs out, in seconds since the Unix epoch by the server's clock. Left out if the link does not say. */
  expiresOn?: number;
  /** How long it lives from when it was made, in seconds. Left out if the link does not say. */
  expiresIn?: number;
}

/**
 * Opens a link, or goes on with the session that this tab holds. The refresh token is exchanged first; what comes is verified (`iss`,
 * `azp`, expiry by the server's clock, `impersonatedBy`); then `confirm` is asked; only then is anything stored or replaced.
 * A link that is refused, dead or declined leaves the app's own session and a running impersonation exactly as they were.
 *
 * Concurrent calls join, and later ones get the live session. A second link is exchanged first, then replaces and revokes the first.
 *
 * @returns the session, or `null` if there is no link and nothing to go on with.
 * @throws {EmbedHostError} by rejecting. For good: `link-malformed`; `link-expired` and `exchange-refused`, with `status`;
 *   `wrong-issuer`, `wrong-app`, `not-impersonation`; `declined`; `session-over` when the session that was to be gone on with is over.
 *   For now, and the link stays in memory for another call: `timeout`, `network`, `backend-status` with `status`, `bad-response`.
 *   `invalid-options` for an option that cannot be honoured; the link is out of the address all the same.
 * @example
 * ```js
 * const session = await impersonate({ server: 'https://auth.example.com', clientId: '…' });
 * if (session) {
 *   showBanner(`${session.subject}, by ${session.impersonatedBy}, until ${session.expiresAt.toLocaleTimeString()}`);
 *   session.addEventListener('ended', hideBanner);
 *   const answer = await fetch('/api/orders', { headers: { authorization: `Bearer ${await session.accessToken()}` } });
 * }
 * ```
 */
export function impersonate(options: ImpersonationOptions): Promise<Impersonation | null>;

/** What {@link impersonate} needs to know. */
export interface ImpersonationOptions {
  /**
   * The auth server's address, which its tokens name as `iss`, such as `"https://auth.example.com"`: https, or http on loopback, without
   * query and hash. A slash at its end makes no difference.
   */
  server: string;
  /** The app's client id there, which its tokens name as `azp`. */
  clientId: string;
  /**
   * The link to open. Left out: the one that `embed-host/auto` took, or that an earlier call could not exchange; else the one in the
   * address, which is taken out of it. `null`: no link, only go on with the session that this tab holds.
   */
  link?: ImpersonationLink | null;
  /**
   * Where the session is kept.
   *
   * - `'session'`, the default: in a key of its own in `sessionStorage`. It survives a reload, and ends with the tab; a tab that the user
   *   duplicates begins with a copy of it.
   * - `'memory'`: nowhere. A reload ends it.
   * - `{ melody }`: in a key of its own in that storage, and also where Melody Auth's own front ends look. What they hold there of the
   *   app's own session is set aside, and put back when the impersonation is over.
   */
  storage?: 'session' | 'memory' | { melody: 'sessionStorage' | 'localStorage' };
  /** Whether a session without the claim `impersonatedBy` is refused as `not-impersonation`. Default `true`. */
  requireImpersonator?: boolean;
  /**
   * Asks the person in front of the page, or whatever else decides, before the session begins. Anything but `true`, and an error, is
   * `declined`. It is asked for links, and not when a session is gone on with. It may take as long as it takes.
   */
  confirm?: (who: ImpersonationSubject) => boolean | Promise<boolean>;
  /** How long a request to the auth server may take with all its repetitions, in milliseconds. Default 10000. */
  timeout?: number;
  /** The paths of the auth server's endpoints. Each begins with `/` and is appended to `server`. */
  paths?: ImpersonationPaths;
  /** Whether `client_id` goes into the forms, for servers that demand it. Revoking then sends no `Authorization` header. Default `false`. */
  sendClientId?: boolean;
}

/** The paths of the auth server's endpoints. */
export interface ImpersonationPaths {
  /** Default `"/oauth2/v1/token"`. */
  token?: string;
  /** Default `"/oauth2/v1/revoke"`. */
  revoke?: string;
}

/** Who a session is for, as `confirm` is told. */
export interface ImpersonationSubject {
  /** Whom the app would be shown as: `sub` of the access token. */
  subject: string;
  /** Who began it: `impersonatedBy` of the access token. */
  impersonatedBy?: string;
}

/** A session. Made by {@link impersonate} only. */
export class Impersonation extends EventTarget {
  private constructor();
  /** Whom the app is shown as: `sub` of the access token. */
  readonly subject: string;
  /** Who began it: `impersonatedBy` of the access token. Always there, unless `requireImpersonator` is `false`. */
  readonly impersonatedBy?: string;
  /** The subject's roles, as the first access token names them. */
  readonly roles: string[];
  /**
   * When the session is over, by this machine's clock, unless the server refuses it before. If the link did not say, it is when the
   * access token runs out, and every renewal puts it off.
   */
  readonly expiresAt: Date;
  /** Whether the session is not over yet. */
  readonly active: boolean;
  /** Where the session really is: `memory` also where the storage is blocked or full, and when the session is over. */
  readonly storage: 'session' | 'memory' | 'melody';
  /**
   * Gives an access token: the one in hand, or a new one shortly before that runs out. Calls at once share one request.
   *
   * @throws {EmbedHostError} by rejecting: `session-over` when the session is over; `timeout`, `network`, `backend-status` or
   *   `bad-response` when there is no new token for now, and the old one has run out.
   */
  accessToken(): Promise<string>;
  /**
   * Ends the session. It is forgotten in memory and storage before this returns; then its refresh token is revoked, within `timeout`.
   * Final, whether or not the server can be reached, and harmless when called again. Never rejects.
   */
  end(): Promise<Revocation>;
  /** Listens for one of the events of {@link ImpersonationEventMap}. */
  addEventListener<K extends keyof ImpersonationEventMap>(type: K, listener: (this: Impersonation, event: ImpersonationEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for an event by any name. */
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  /** Stops listening for one of the events of {@link ImpersonationEventMap}. */
  removeEventListener<K extends keyof ImpersonationEventMap>(type: K, listener: (this: Impersonation, event: ImpersonationEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for an event by any name. */
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** The events of an {@link Impersonation}. None holds a token. */
export interface ImpersonationEventMap {
  /** The session will be over in a minute, or in less if it began so late. */
  expiring: CustomEvent<ImpersonationExpiring>;
  /** The session is over. No event follows. When it was ended or replaced, this comes after its refresh token was revoked, or could not be. */
  ended: CustomEvent<ImpersonationEnded>;
  /** Something went wrong, and the session goes on. */
  error: CustomEvent<ImpersonationProblem>;
}

/** The detail of an `expiring` event. */
export interface ImpersonationExpiring {
  /** When the session will be over, by this machine's clock. */
  expiresAt: Date;
}

/** The detail of an `ended` event. */
export interface ImpersonationEnded {
  /**
   * `ended`: by {@link Impersonation.end}, here or in another page. `expired`: its time has run out. `refused`: the auth server refuses
   * the refresh token, or made another session of it. `replaced`: another link was opened.
   */
  reason: 'ended' | 'expired' | 'refused' | 'replaced';
  /** Whether the auth server confirmed that the refresh token is revoked. */
  revoked: boolean;
}

/** The detail of an `error` event. */
export interface ImpersonationProblem {
  /** What went wrong: `storage-blocked`, when the session could not be kept and is in memory. */
  code: ErrorCode;
}

/** What {@link Impersonation.end} came to. */
export interface Revocation {
  /** Whether the auth server confirmed that the refresh token is revoked. */
  revoked: boolean;
}
