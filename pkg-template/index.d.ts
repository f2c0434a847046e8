/**
 * The host-page side of a WisdomAI embed: mounts the iframe, answers its token requests after checking
 * source and origin, and keeps every token out of every log, event and error.
 *
 * Importing this module has no effect, in a browser or in Node. The first call starts the WebAssembly core.
 *
 * @packageDocumentation
 */

declare global {
  interface SymbolConstructor {
    /** Known to `using` since ES2026; declared here for projects that are typed against an older library. */
    readonly dispose: unique symbol;
  }
}

/**
 * Builds an iframe inside `target`, fetches a first token and loads the view. Returns at once; await
 * {@link Embed.ready} to know that the view has loaded. The container's other children are never touched.
 *
 * @param target the container, or a CSS selector for it (the first match).
 * @param options what to show, from which tenant, and where tokens come from.
 * @throws {EmbedHostError} `invalid-options` for an option that cannot be honoured, before anything is built;
 *   `wasm-blocked` when a content security policy forbids WebAssembly; `unsupported-environment` outside a browser.
 * @example
 * ```js
 * const embed = mount('#analytics', {
 *   origin: 'https://acme.askwisdom.ai',
 *   view: { dashboard: 'sales' },
 *   token: '/api/wisdom-token',
 * });
 * await embed.ready;
 * ```
 */
export function mount(target: Element | string, options: EmbedOptions): Embed;

/**
 * Serves an iframe that the page already has: answers its token requests under the same checks as {@link mount}.
 * Nothing is fetched until the guest asks, the embed is `live` at once, and {@link Embed.close} leaves the iframe in place.
 *
 * @param iframe the iframe; it may be moved, or point elsewhere for a while, and is served whenever it shows `origin`.
 * @throws {EmbedHostError} as {@link mount}.
 * @example
 * ```js
 * attach(document.querySelector('iframe'), { origin: 'https://acme.askwisdom.ai', token: '/api/wisdom-token' });
 * ```
 */
export function attach(iframe: HTMLIFrameElement, options: AttachOptions): Embed;

/** What {@link attach} needs to know. */
export interface AttachOptions {
  /**
   * The tenant's exact origin, such as `"https://acme.askwisdom.ai"`: https, or http on loopback (`localhost`, `*.localhost`,
   * `127.0.0.0/8`, `[::1]`). A trailing slash and capitals are forgiven; anything else beside scheme, host and port is refused.
   */
  origin: string;
  /** Where tokens come from: an endpoint's URL, a request, a callback, or a source shared with other embeds. */
  token: string | TokenRequest | TokenProvider | TokenSource;
  /**
   * An opaque key of who is signed in, such as an account id. It is handed to a {@link TokenProvider} and is never sent
   * to the guest. Must equal the user of a shared {@link TokenSource} that names one.
   */
  user?: string;
  /** How long one token fetch may take, in milliseconds, headers and body together. Default 10000. A {@link TokenSource} brings its own. */
  timeout?: number;
  /**
   * How many seconds before the token runs out the next one is fetched, so that the guest's request is answered at once.
   * Default 60, never more than half the token's life, and somewhat earlier by chance, so that pages which were opened
   * together do not fetch together. Only while the page is visible. `false` fetches nothing ahead.
   */
  mintAhead?: number | false;
  /**
   * What follows when a token has run out, a fresh one has been there for 15 seconds (less where tokens live for less than
   * half a minute) and the guest has not asked for it. `"reload"`, the default, gives the embed a new frame, or navigates
   * the iframe that {@link attach} was given, unless its `src` leads to another origin; `"manual"` leaves that to
   * {@link Embed.reload}.
   */
  recover?: 'reload' | 'manual';
  /** Aborting it closes the embed. A signal that is aborted already gives a closed embed. */
  signal?: AbortSignal;
}

/** What {@link mount} needs to know. */
export interface EmbedOptions extends AttachOptions {
  /**
   * What to show. Ids are opaque and are percent-encoded. A `path` begins with exactly one `/` and holds no backslash,
   * `#`, control character or `token` parameter.
   */
  view: 'search' | 'dashboards' | { dashboard: string } | { chat: string; message?: string } | { path: string };
  /** Extra query parameters, encoded as `URLSearchParams` does. `token` is refused. */
  params?: Record<string, string>;
  /** The iframe's accessible name. Default `"WisdomAI"`. */
  title?: string;
  /** The iframe's permissions policy. Default `"microphone; camera; clipboard-write"`, which the vendor asks for on every view. */
  allow?: string;
  /** The iframe's sandbox. Default: none. It must hold `allow-scripts` and `allow-same-origin`, without which the guest cannot work. */
  sandbox?: string;
  /** The iframe's referrer policy. Default: the browser's. */
  referrerPolicy?: string;
  /** When the browser loads the iframe. Default: the browser's, `"eager"`. */
  loading?: 'eager' | 'lazy';
  /** The iframe's `class` attribute. */
  className?: string;
}

/** One served iframe. Made by {@link mount} and {@link attach} only. */
export class Embed extends EventTarget {
  private constructor();
  /**
   * The iframe. A mounted embed gets a new one with each {@link reload}, {@link switchUser} and recovery, so that Back cannot
   * lead to an old token. It stays readable after {@link close}.
   */
  readonly iframe: HTMLIFrameElement;
  /**
   * `loading` until a token is in and the view has loaded; `live` from then on; `degraded` once the token has run out and
   * the guest has not taken another; `refused` once the token source said no for good (HTTP 401 or 403, or a provider that
   * threw `refused`); `closed` after {@link close}.
   */
  readonly state: EmbedState;
  /**
   * Resolves when the first token is in and the frame has fired its load event: a browser can tell no more across origins.
   * Rejects with an {@link EmbedHostError} when the first token cannot be had, and with `aborted` when the embed is closed
   * before. It never becomes an unhandled rejection.
   */
  readonly ready: Promise<void>;
  /**
   * Gives the embed a new frame with a fresh token. What the frame shows stays until that token is there. A token source
   * that had refused is asked again, for all its embeds. Resolves when the view has loaded.
   *
   * @throws {EmbedHostError} what kept the token from coming; `aborted` when the embed is closed; `invalid-options` when the
   *   iframe that {@link attach} was given points elsewhere.
   */
  reload(): Promise<void>;
  /**
   * Gives the embed to another user: what it shows goes at once, and answers that were asked for under the former user are
   * dropped. An iframe that {@link attach} was given is answered again once it has loaded anew. Resolves when the view has
   * loaded.
   *
   * @param next where the tokens come from, and who is signed in. An own source keeps the embed's `timeout`.
   * @throws {EmbedHostError} as {@link reload}; `invalid-options` also for a token source that cannot be honoured.
   * @example
   * ```js
   * await embed.switchUser({ token: '/api/wisdom-token', user: 'bob' });
   * ```
   */
  switchUser(next: { token: AttachOptions['token']; user?: string }): Promise<void>;
  /** What there is to know of the embed, for a support ticket. It holds no token, and is plain JSON. */
  snapshot(): EmbedSnapshot;
  /** Ends the embed: no fetch, timer, listener, frame or event remains. Final, and harmless when called again. */
  close(): void;
  /** The same as {@link close}, for `using`. */
  [Symbol.dispose](): void;
  /** Listens for one of the events of {@link EmbedEventMap}. */
  addEventListener<K extends keyof EmbedEventMap>(type: K, listener: (this: Embed, event: EmbedEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for an event by any name. */
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void;
  /** Stops listening for one of the events of {@link EmbedEventMap}. */
  removeEventListener<K extends keyof EmbedEventMap>(type: K, listener: (this: Embed, event: EmbedEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for an event by any name. */
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void;
}

/** The states of an {@link Embed}. */
export type EmbedState = 'loading' | 'live' | 'degraded' | 'refused' | 'closed';

/** An {@link Embed} at one moment. Ages and lives are in milliseconds. Of an embed that is closed little is left to tell. */
export interface EmbedSnapshot {
  /** The version of this package. */
  version: string;
  /** The state. */
  state: EmbedState;
  /** The guest's origin. */
  origin: string;
  /** The view's path on that origin, without its query. */
  path: string;
  /** How long ago the embed was opened. */
  age: number;
  /** How often the guest has asked. */
  requests: number;
  /** How many answers it was sent. */
  sent: number;
  /** How many failures it was told of. */
  failed: number;
  /** The fetch of a token that is under way: the number of its last call, how long ago it began, and why. */
  flight: { attempt: number; age: number; reason: FlightReason } | null;
  /** How long the guest's token lives on; zero when it has run out, `null` when it has none. */
  life: number | null;
  /** The last failure, and how long ago it was. */
  lastError: { code: ErrorCode; status?: number; age: number } | null;
  /** How many embeds there are on the page. */
  embeds: number;
}

/** The events of an {@link Embed}. None fires inside {@link mount} or {@link attach}; `closed` fires inside {@link Embed.close}. */
export interface EmbedEventMap {
  /** A token is in and the view has loaded: after mounting, and after each new frame. */
  ready: CustomEvent<null>;
  /** The state changed. */
  statechange: CustomEvent<StateChange>;
  /** The guest asked for a token. */
  tokenrequest: CustomEvent<null>;
  /** A token was posted to the guest, in answer to its request. */
  tokensent: CustomEvent<TokenSent>;
  /** No token could be had, or two users share one tenant origin on this page. */
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

/** The detail of a `tokensent` event. It never holds the token. */
export interface TokenSent {
  /** The life of the token in seconds, where the source or the token itself tells it. */
  expiresIn?: number;
  /** Whether the token was in hand before the guest asked. */
  ahead: boolean;
  /** How long the guest waited, in milliseconds. */
  waited: number;
}

/** The detail of a `tokenerror` event. */
export interface TokenError {
  /** What went wrong. */
  error: EmbedHostError;
  /** Whether the embed has stopped asking its source for good. */
  final: boolean;
}

/**
 * Where tokens come from. Give one source to several embeds and they share one fetch; an embed that is given an
 * endpoint or a callback directly makes a source of its own.
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
   * @param from an endpoint's URL, a request, or a callback.
   * @param options the user the tokens are for, and the milliseconds that one fetch may take (default 10000).
   * @throws {EmbedHostError} as {@link mount}.
   */
  constructor(from: string | TokenRequest | TokenProvider, options?: TokenSourceOptions);
  /** Ends the source: a fetch under way is aborted and its embeds get no more tokens. Harmless when called again. */
  close(): void;
}

/** The options of a {@link TokenSource}. */
export interface TokenSourceOptions {
  /** An opaque key of the user whom the tokens are for. */
  user?: string;
  /** How long one fetch may take, in milliseconds, headers and body together. Default 10000. */
  timeout?: number;
}

/**
 * A request to the host's own backend. It is sent with `cache: 'no-store'`, and answers JSON `{ "token": "…" }` or
 * `{ "jwt": "…" }`, optionally with `expires_in` or `expiresIn` in seconds.
 */
export interface TokenRequest {
  /** The endpoint, resolved against the page's address. */
  url: string;
  /** Default `"GET"`. */
  method?: 'GET' | 'POST';
  /** Headers, or a function that is asked for them before each fetch. */
  headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** A body, or a function that is asked for one before each fetch. */
  body?: BodyInit | (() => BodyInit);
  /** Whether cookies go along. Default: the browser's, `"same-origin"`. */
  credentials?: RequestCredentials;
}

/** A callback that gets a fresh token from the host's own backend. It may throw an {@link EmbedHostError}: `refused` is final. */
export type TokenProvider = (context: TokenContext) => string | TokenGrant | Promise<string | TokenGrant>;

/** What a {@link TokenProvider} is told. */
export interface TokenContext {
  /** Aborted at the deadline, and when nobody waits for the token any more. Pass it to `fetch`. */
  signal: AbortSignal;
  /** Why a token is wanted. */
  reason: FlightReason;
  /** The user of the embed or of the source. */
  user?: string;
}

/**
 * Why a token is wanted: the first one of a mounted embed; the guest's request; soon to be asked for; a token that has run
 * out; {@link Embed.reload}; {@link Embed.switchUser}.
 */
export type FlightReason = 'mount' | 'request' | 'ahead' | 'recover' | 'reload' | 'switch';

/** A token, with its life where the backend tells it. */
export interface TokenGrant {
  /** A JWT in compact form (RFC 7519): three base64url parts. */
  token: string;
  /** The token's life in seconds, from now. Default: `exp - iat` of the token, else 3600. */
  expiresIn?: number;
}

/** Every error of this package. Test {@link code}, not the class: errors cross realms, classes do not. */
export class EmbedHostError extends Error {
  /**
   * @param code what went wrong.
   * @param details the HTTP status, and the seconds after which to try again.
   */
  constructor(code: ErrorCode, details?: { status?: number; retryAfter?: number });
  /** Always `"EmbedHostError"`. */
  readonly name: 'EmbedHostError';
  /** What went wrong, from a closed set. */
  readonly code: ErrorCode;
  /** The HTTP status, for `backend-status` and `refused`. */
  readonly status?: number;
  /** The seconds after which to try again, where the backend said so. */
  readonly retryAfter?: number;
}

/**
 * What went wrong.
 *
 * - `invalid-options`: an option cannot be honoured; the message names it.
 * - `unsupported-environment`: there is no document; call it in a browser.
 * - `wasm-blocked`: a content security policy forbids WebAssembly; add `'wasm-unsafe-eval'` to `script-src`.
 * - `timeout`: no token within the deadline; see why the backend is slow.
 * - `network`: the backend could not be reached, or its answer was cut short.
 * - `backend-status`: the backend answered with an HTTP status other than 2xx, 401 and 403.
 * - `bad-response`: what came is not a compact JWT; see what the endpoint answers.
 * - `refused`: the backend said 401 or 403, or a provider threw this; sign the user in, then reload or switch the user.
 * - `stale-token`: the token is the last one again, or older; mint a new one for each call.
 * - `provider-failed`: the callback threw or rejected.
 * - `user-conflict`: two embeds of one tenant origin have different users, and share storage there.
 * - `aborted`: the embed or its source was closed.
 * - `link-malformed`: the impersonation link has a parameter twice, empty, or not a whole number; open a new link.
 * - `link-expired`: the impersonation link has run out; open a new one.
 * - `exchange-refused`: the auth server refused the impersonation link; open a new one.
 * - `not-impersonation`: the link opens a session that nobody impersonates; do not trust it.
 * - `wrong-app`: the link opens a session of another app; see whom it was made for.
 * - `wrong-issuer`: the link opens a session of another auth server; see how `server` is configured.
 * - `declined`: the app's `confirm` did not answer `true`.
 * - `session-over`: the impersonation is over; show the app as the user's own again.
 * - `storage-blocked`: the storage is blocked or full; the impersonation goes on in memory.
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
  | 'exchange-refused'
  | 'not-impersonation'
  | 'wrong-app'
  | 'wrong-issuer'
  | 'declined'
  | 'session-over'
  | 'storage-blocked';
