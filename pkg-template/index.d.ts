/**
 * The host-page side of a WisdomAI embed: mounts the iframe, answers its token requests after checking
 * source and origin, and keeps every token out of every log, event and error.
 *
 * Importing this module has no effect, in a browser, in Node or in a test. The first call compiles the WebAssembly core, synchronously.
 *
 * @packageDocumentation
 */

declare global {
  interface SymbolConstructor {
    /** Used by `using` since ES2026. Declared here for projects with an older `lib`. */
    readonly dispose: unique symbol;
  }
}

/**
 * Adds an iframe to `target`, fetches the first token and loads the view. Returns immediately; await
 * {@link Embed.ready} to know that the view has loaded. The container's other children are never touched. The iframe fills its
 * container, by presentational attributes: any style sheet overrules them.
 *
 * @param target the container, or a CSS selector for it (the first match). It may be in another window that this page opened, or in
 *   a frame of the same origin: the embed is served there, and ends with that window.
 * @param options what to show, from which tenant, and where tokens come from.
 * @throws {EmbedHostError} `invalid-options` for an invalid option, before anything is added to the page;
 *   `wasm-blocked` if a content security policy forbids WebAssembly; `unsupported-environment` outside a browser, and in
 *   one that is too old or has no WebAssembly.
 * @example
 * ```js
 * const embed = mount('#analytics', {
 *   origin: 'https://acme.askwisdom.ai',
 *   view: { dashboard: 'sales' },
 *   token: '/api/wisdom-token',
 * });
 * embed.ready.then(hideSpinner, ({ code }) => console.warn(code));
 * ```
 */
export function mount(target: Element | ShadowRoot | string, options: EmbedOptions): Embed;

/**
 * Serves an iframe that the page already has: answers its token requests after the same checks as {@link mount}.
 * Nothing is fetched until the guest asks, the embed is `live` immediately, and {@link Embed.close} leaves the iframe in place.
 *
 * @param iframe the iframe. It may be moved, or show another origin for a while; it is served whenever it shows `origin`.
 * @param options which tenant, and where tokens come from.
 * @throws {EmbedHostError} as {@link mount}.
 * @example
 * ```js
 * attach(document.querySelector('iframe'), { origin: 'https://acme.askwisdom.ai', token: '/api/wisdom-token' });
 * ```
 */
export function attach(iframe: HTMLIFrameElement, options: AttachOptions): Embed;

/** The options of {@link attach}. */
export interface AttachOptions {
  /**
   * The tenant's exact origin, such as `"https://acme.askwisdom.ai"`: https, or http on loopback (`localhost`, `*.localhost`,
   * `127.0.0.0/8`, `[::1]`). A trailing slash and capital letters are accepted; a path, query or anything else is not.
   */
  origin: string | URL;
  /** Where tokens come from: an endpoint's URL, a request, a callback, or a source shared with other embeds. */
  token: string | URL | TokenRequest | TokenProvider | TokenSource;
  /**
   * An opaque key of the user who is signed in, such as an account id. It is passed to a {@link TokenProvider} and never
   * sent to the guest. If a shared {@link TokenSource} has a user, it must be the same one.
   */
  user?: string;
  /**
   * How long one token fetch may take with its retries, in milliseconds, including the body. Default 10000. A shared
   * {@link TokenSource} has its own.
   */
  timeout?: number;
  /**
   * How many seconds before the token expires the next one is fetched, so that the guest's request is answered from memory.
   * Default 60, at most half the token's lifetime. It is earlier at random, so that pages opened at the same time do not
   * fetch at the same time: for the first two tokens anywhere in the second half of their lifetime, later by up to a tenth
   * of it. Only while the page is visible. `false` turns it off.
   */
  mintAhead?: number | false;
  /**
   * What to do when the guest's token has expired, a fresh one has been cached for 15 seconds (less for tokens that live
   * less than half a minute), and the guest still has not asked for it. `"reload"`, the default, gives the embed a new
   * frame, or reloads the `src` of the iframe passed to {@link attach} unless that is on another origin. `"manual"` does
   * nothing; call {@link Embed.reload} yourself.
   */
  recover?: 'reload' | 'manual';
  /** Aborting it closes the embed. If it is already aborted, the embed is closed from the start. */
  signal?: AbortSignal;
}

/** The options of {@link mount}. */
export interface EmbedOptions extends AttachOptions {
  /**
   * What to show. Ids are opaque and are percent-encoded; a number stands for its digits. A `path` must begin with exactly one `/` and contain no backslash,
   * `#`, control character or `token` parameter.
   */
  view:
    | 'search'
    | 'dashboards'
    | {
        /** The id of one dashboard. */
        dashboard: string | number;
      }
    | {
        /** The id of one conversation. */
        chat: string | number;
        /** The id of the answer in it to scroll to. */
        message?: string | number;
      }
    | {
        /** Any other page of the tenant, with its query. */
        path: string;
      };
  /** Extra query parameters, encoded as `URLSearchParams` does. One that is `undefined` is left out. `token` is not allowed. */
  params?: Record<string, string | undefined> | URLSearchParams;
  /** The iframe's accessible name. Default `"WisdomAI"`. */
  title?: string;
  /** The iframe's permissions policy. Default `"microphone; camera; clipboard-write"`, which WisdomAI asks for in every view. */
  allow?: string;
  /** The iframe's sandbox. Default: none. Must include `allow-scripts` and `allow-same-origin`; the guest does not work without them. */
  sandbox?: string;
  /** The iframe's referrer policy. Default: the browser's. */
  referrerPolicy?: string;
  /** When the browser loads the iframe. Default: the browser's, `"eager"`. */
  loading?: 'eager' | 'lazy';
  /** The iframe's `class` attribute. */
  className?: string;
}

/** One served iframe. Only {@link mount} and {@link attach} create it. */
export class Embed extends EventTarget {
  private constructor();
  /**
   * The iframe. A mounted embed gets a new one with each {@link reload}, {@link switchUser} and recovery, so that the Back
   * button cannot lead to an old token. It can still be read after {@link close}.
   */
  readonly iframe: HTMLIFrameElement;
  /**
   * `loading` until the first token has arrived and the view has loaded, then `live`. `degraded` when the guest's token has
   * expired and the guest has not received another. `refused` when the token source has refused (HTTP 401 or 403, or a
   * provider that threw `refused`). `closed` after {@link close}.
   */
  readonly state: EmbedState;
  /**
   * Resolves when the first token has arrived and the frame has fired its load event; across origins a browser reports
   * nothing more. Rejects with an {@link EmbedHostError} if the first token cannot be fetched, and with `aborted` if the
   * embed is closed first. It never becomes an unhandled rejection.
   */
  readonly ready: Promise<void>;
  /**
   * Gives the embed a new frame with a fresh token. The current view stays until that token has arrived. A token source
   * that has refused is called again, for all its embeds. Resolves when the view has loaded.
   *
   * @throws {EmbedHostError} the reason why no token could be fetched; `aborted` if the embed is closed; `invalid-options` if
   *   the `src` of the iframe passed to {@link attach} is on another origin.
   */
  reload(): Promise<void>;
  /**
   * Switches the embed to another user: the current view is removed immediately, and answers to requests of the former user
   * are dropped. An iframe passed to {@link attach} gets answers again once it has reloaded. Resolves when the new view has
   * loaded.
   *
   * @param next where the tokens come from, and who is signed in. A source of the embed's own keeps its `timeout`.
   * @throws {EmbedHostError} as {@link reload}; `invalid-options` also for an invalid token source.
   * @example
   * ```js
   * embed.switchUser({ token: '/api/wisdom-token', user: 'bob' }).catch(({ code }) => console.warn(code));
   * ```
   */
  switchUser(next: { token: AttachOptions['token']; user?: string }): Promise<void>;
  /** A description of the embed to attach to a support ticket. It is plain JSON and contains no token. */
  snapshot(): EmbedSnapshot;
  /** Ends the embed: no fetch, timer, listener, frame or event remains. It is final; calling it again does nothing. */
  close(): void;
  /** Same as {@link close}, for `using`. */
  [Symbol.dispose](): void;
  /** Listens for one of the events of {@link EmbedEventMap}. */
  addEventListener<K extends keyof EmbedEventMap>(type: K, listener: (this: Embed, event: EmbedEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for any other event. */
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  /** Stops listening for one of the events of {@link EmbedEventMap}. */
  removeEventListener<K extends keyof EmbedEventMap>(type: K, listener: (this: Embed, event: EmbedEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for any other event. */
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** The states of an {@link Embed}. */
export type EmbedState = 'loading' | 'live' | 'degraded' | 'refused' | 'closed';

/** The state of an {@link Embed} at one moment. All times are in milliseconds. For a closed embed most members are empty. */
export interface EmbedSnapshot {
  /** The version of this package. */
  version: string;
  /** The state. */
  state: EmbedState;
  /** The guest's origin. */
  origin: string;
  /** The view's path on that origin, without its query. */
  path: string;
  /** Time since the embed was opened. */
  age: number;
  /** How many requests for a token the guest has sent, without those beyond its limit: five in a row, then one in ten seconds. */
  requests: number;
  /** How many of them were answered with a token. */
  sent: number;
  /** How many failures the embed has had. */
  failed: number;
  /** The token fetch in progress, or waited for while the source cools down after a failure. */
  fetch: {
    /** The number of the source's latest call. */
    attempt: number;
    /** The time for which a token has been wanted. */
    age: number;
    /** Why it is wanted. */
    reason: FetchReason;
  } | null;
  /** The remaining lifetime of the guest's token; zero if it has expired, `null` if there is none. */
  life: number | null;
  /** The last failure. */
  lastError: {
    /** What went wrong. */
    code: ErrorCode;
    /** The HTTP status, if there was one. */
    status?: number;
    /** The time since then. */
    age: number;
  } | null;
  /** How many embeds there are on the page. */
  embeds: number;
}

/** The events of an {@link Embed}. None fires inside {@link mount} or {@link attach}; `closed` fires inside {@link Embed.close}. */
export interface EmbedEventMap {
  /** The token has arrived and the view has loaded: after mounting, and after each new frame. */
  ready: CustomEvent<null>;
  /** The state changed. */
  statechange: CustomEvent<StateChange>;
  /** The guest asked for a token. */
  tokenrequest: CustomEvent<null>;
  /** A token was posted to the guest as the answer to its request. */
  tokensent: CustomEvent<TokenSent>;
  /** No token could be fetched, or two embeds of one tenant origin on this page have different users. */
  tokenerror: CustomEvent<TokenError>;
  /** The embed was closed. No event follows. */
  closed: CustomEvent<null>;
}

/** The detail of a `statechange` event. */
export interface StateChange {
  /** The state before. */
  from: EmbedState;
  /** The state now. */
  to: EmbedState;
}

/** The detail of a `tokensent` event. It does not contain the token. */
export interface TokenSent {
  /** The token's lifetime in seconds, if the source or the token states it. */
  expiresIn?: number;
  /** Whether the token was already cached when the guest asked. */
  ahead: boolean;
  /** How long the guest waited, in milliseconds. */
  waited: number;
}

/** The detail of a `tokenerror` event. */
export interface TokenError {
  /** What went wrong. */
  error: EmbedHostError;
  /** Whether the embed has stopped calling its source, because that refused or was closed. */
  final: boolean;
}

/**
 * Where tokens come from. Embeds that are given the same source share its fetches; an embed that is given an
 * endpoint or a callback directly gets a source of its own. It can be made anywhere, also while a server renders, and be kept
 * in reactive state.
 *
 * @example
 * ```js
 * const source = new TokenSource('/api/wisdom-token');
 * mount('#search', { origin, view: 'search', token: source });
 * mount('#sales', { origin, view: { dashboard: 'sales' }, token: source });
 * ```
 */
export class TokenSource {
  /**
   * Makes a source, and fetches nothing. Its arguments are checked when an embed first gets it: {@link mount}, {@link attach} and
   * {@link Embed.switchUser} throw `invalid-options`, also for a source of another copy of this package.
   *
   * @param from an endpoint's URL, a request, or a callback.
   * @param options the user the tokens are for, and how many milliseconds one fetch may take (default 10000).
   */
  constructor(from: string | URL | TokenRequest | TokenProvider, options?: TokenSourceOptions);
  /** Ends the source: a fetch in progress is aborted and its embeds get no more tokens. Calling it again does nothing. */
  close(): void;
}

/** The options of a {@link TokenSource}. */
export interface TokenSourceOptions {
  /** An opaque key of the user the tokens are for. */
  user?: string;
  /** How long one fetch may take with its retries, in milliseconds, including the body. Default 10000. */
  timeout?: number;
}

/**
 * A request to your own backend. It is sent with `cache: 'no-store'`. The answer is JSON: `{ "token": "…" }` or
 * `{ "jwt": "…" }`, optionally with `expires_in` or `expiresIn` in seconds.
 */
export interface TokenRequest {
  /** The endpoint, resolved against the page's address. */
  url: string | URL;
  /** Default `"GET"`. */
  method?: 'GET' | 'POST';
  /** Headers, or a function that is called before each fetch and returns them. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** A body, or a function that is called before each fetch and returns one. */
  body?: BodyInit | (() => BodyInit);
  /** Whether cookies are sent. Default: the browser's, `"same-origin"`. */
  credentials?: RequestCredentials;
}

/** A callback that fetches a token from your own backend. It may throw an {@link EmbedHostError}; `refused` is final. */
export type TokenProvider = (context: TokenContext) => string | TokenGrant | Promise<string | TokenGrant>;

/** The argument of a {@link TokenProvider}. */
export interface TokenContext {
  /** Aborted at the deadline, and when the token is no longer needed. Pass it to `fetch`. */
  signal: AbortSignal;
  /** Why the token is fetched. */
  reason: FetchReason;
  /** The user of the embed or of the source. */
  user?: string;
}

/**
 * Why a token is fetched:
 *
 * - `mount`: it is the first token of a mounted embed.
 * - `request`: the guest asked.
 * - `ahead`: the guest will ask soon.
 * - `recover`: the guest's token has expired, or the first one could not be fetched.
 * - `reload`: {@link Embed.reload} was called.
 * - `switch`: {@link Embed.switchUser} was called.
 */
export type FetchReason = 'mount' | 'request' | 'ahead' | 'recover' | 'reload' | 'switch';

/** A token, with its lifetime if the backend states it. */
export interface TokenGrant {
  /** A JWT in compact form (RFC 7519): three base64url parts. */
  token: string;
  /** The token's lifetime in seconds, from now. Default: `exp - iat` of the token, otherwise 3600. */
  expiresIn?: number;
}

/** The one error class of this package. Check {@link code}, not the class: `instanceof` fails across frames and package copies. */
export class EmbedHostError extends Error {
  /**
   * Makes an error, for a callback that throws it or for a test.
   *
   * @param code what went wrong.
   * @param details the HTTP status, and how many seconds to wait before trying again.
   */
  constructor(code: ErrorCode, details?: { status?: number; retryAfter?: number });
  /** Always `"EmbedHostError"`. */
  readonly name: 'EmbedHostError';
  /** What went wrong, from a closed set. */
  readonly code: ErrorCode;
  /** The HTTP status, if one led to the error. */
  readonly status?: number;
  /** How many seconds to wait before trying again, if the server sent `Retry-After`. */
  readonly retryAfter?: number;
}

/**
 * What went wrong.
 *
 * - `invalid-options`: an option is invalid; the message names it.
 * - `unsupported-environment`: something is missing, which the message names: a document, WebAssembly, a newer browser; or its address cannot be
 *   changed; or a function of the browser threw, which a script of the page replaces or something forbids.
 * - `wasm-blocked`: a content security policy forbids WebAssembly; add `'wasm-unsafe-eval'` to `script-src`.
 * - `timeout`: no answer within the deadline; find out why the server is slow.
 * - `network`: the server could not be reached, or its answer was cut short; it is retried automatically.
 * - `backend-status`: the server answered with an HTTP error status, in `status`.
 * - `bad-response`: the answer is not a usable JWT; check what the endpoint returns.
 * - `refused`: the backend answered 401 or 403, or a provider threw this; sign the user in, then call `reload()` or `switchUser()`.
 * - `stale-token`: the token is the same as the last one, or older; mint a new one for each call.
 * - `provider-failed`: your callback threw or rejected; it is retried automatically.
 * - `user-conflict`: two embeds of one tenant origin have different users, and share its storage; both continue.
 * - `aborted`: the embed or its source was closed.
 * - `link-malformed`: the impersonation link has a duplicate or invalid parameter; open a new link.
 * - `link-expired`: the impersonation link has expired; open a new one.
 * - `link-taken`: another copy of the package on this page took the impersonation link; import both from one bundle.
 * - `exchange-refused`: the auth server refused the impersonation link; open a new one.
 * - `not-impersonation`: the link opens a session without an impersonator; do not trust it.
 * - `wrong-app`: the link opens a session of another app; check `clientId`.
 * - `wrong-issuer`: the link opens a session of another auth server; check `server`.
 * - `declined`: your `confirm` did not return `true`.
 * - `session-over`: the impersonation has ended; show the app as the user's own again.
 * - `storage-blocked`: the browser's storage is blocked or full; the impersonation continues in memory.
 */
export type ErrorCode =
  | 'invalid-options'
  | 'unsupported-environment'
  | 'wasm-blocked'
  | 'timeout'
  | 'network'
  | 'backend-status'
  | 'bad-response'
  | 'refused'
  | 'stale-token'
  | 'provider-failed'
  | 'user-conflict'
  | 'aborted'
  | 'link-malformed'
  | 'link-expired'
  | 'link-taken'
  | 'exchange-refused'
  | 'not-impersonation'
  | 'wrong-app'
  | 'wrong-issuer'
  | 'declined'
  | 'session-over'
  | 'storage-blocked';
