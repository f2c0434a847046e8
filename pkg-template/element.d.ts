/**
 * Two elements for plain HTML and for any framework: `<wisdom-embed>` is `mount` as an element, and `<impersonation-banner>` shows
 * whose session a page is in, and ends it.
 *
 * Importing this module defines both, once: a name that is defined already stays as it is. On a server it defines nothing. The
 * elements use the `embed-host` of the same copy of the package, so a page never gets its WebAssembly twice.
 *
 * Types for JSX: see {@link WisdomEmbedAttributes}.
 *
 * @packageDocumentation
 * @example
 * ```js
 * import 'embed-host/element';
 *
 * document.body.insertAdjacentHTML('beforeend', `
 *   <wisdom-embed origin="https://acme.askwisdom.ai" dashboard="sales" token="/api/wisdom-token"></wisdom-embed>
 * `);
 * ```
 */

import type { Embed, EmbedEventMap, EmbedHostError, EmbedOptions, EmbedSnapshot, EmbedState } from './index.js';
import type { Impersonation, ImpersonationEnded } from './impersonation.js';

/** A value that may be taken away again: `null` and `undefined` remove the attribute. */
type Optional<T> = T | null | undefined;

/**
 * `<wisdom-embed>`. It mounts when it is in a document and has an `origin`, a view (`view`, `dashboard`, `chat` or `path`) and a
 * `token`; it is closed when it is removed. It fills its box. {@link WisdomEmbedEventMap} has its events; none bubbles.
 *
 * Every property but `token` is the attribute of the same name (`mintAhead`: `mint-ahead`), in both directions. Changes of one task
 * are applied together, and do no more than is needed: `user` or `token` switches the user, `title` renames the frame, a new
 * callback, or a request to the same address, takes the place of the one before, and anything else leads to a new embed.
 *
 * What is wrong is never thrown: the element shows the error's code, and dispatches an `error` event.
 *
 * Its parts are `frame`, `view` (also `loading`, `refused` or `error`), `spinner`, `message`, `details`, `code` and `retry`. Its slots
 * are the words of `loading`, `refused`, `error` and `retry`.
 *
 * @example
 * ```js
 * import { EmbedHostError } from 'embed-host';
 *
 * const element = document.querySelector('wisdom-embed');
 * element.token = async ({ signal }) => {
 *   const response = await fetch('/api/wisdom-token', { signal });
 *   const { ok, status } = response;
 *   if (status === 401 || status === 403) throw new EmbedHostError('refused', { status }); // final: sign in first
 *   if (!ok) throw new EmbedHostError('backend-status', { status });
 *   return response.json(); // { "token": "…" }
 * };
 * element.addEventListener('tokenerror', ({ detail }) => console.warn(detail.error.code));
 * ```
 */
export class WisdomEmbedElement extends HTMLElement {
  /** The tenant's exact origin, such as `"https://acme.askwisdom.ai"`. */
  get origin(): string | null;
  set origin(value: Optional<string | URL>);
  /** What to show: `"search"`, `"dashboards"`, or as a property also an object as `mount` takes it. */
  get view(): EmbedOptions['view'] | null;
  set view(value: Optional<EmbedOptions['view']>);
  /** The id of the dashboard to show. */
  get dashboard(): string | null;
  set dashboard(value: Optional<string | number>);
  /** The id of the conversation to show. */
  get chat(): string | null;
  set chat(value: Optional<string | number>);
  /** The id of a message in that conversation. */
  get message(): string | null;
  set message(value: Optional<string | number>);
  /** The path to show. */
  get path(): string | null;
  set path(value: Optional<string>);
  /** Extra query parameters: as an attribute a query, such as `"region=Europe&year=2026"`. */
  get params(): string | Record<string, string | undefined> | null;
  set params(value: Optional<string | Record<string, string | undefined> | URLSearchParams>);
  /**
   * Where tokens come from. As an attribute it is the URL of an endpoint of your backend, never a token; as a property it may also be a
   * request, a callback or a `TokenSource`.
   */
  get token(): EmbedOptions['token'] | null;
  set token(value: Optional<EmbedOptions['token']>);
  /** An opaque key of the user who is signed in. */
  get user(): string | null;
  set user(value: Optional<string>);
  /** How long one token fetch may take, in milliseconds. Default 10000. */
  get timeout(): number | null;
  set timeout(value: Optional<number>);
  /** How many seconds before the token expires the next one is fetched, or `false`. Default 60. */
  get mintAhead(): number | false | null;
  set mintAhead(value: Optional<number | false>);
  /** What happens when the guest does not ask for a token: `"reload"`, the default, or `"manual"`. */
  get recover(): string | null;
  set recover(value: Optional<'reload' | 'manual'>);
  /** The iframe's accessible name. Default `"WisdomAI"`. */
  get title(): string;
  set title(value: Optional<string>);
  /** The iframe's permissions policy. Default `"microphone; camera; clipboard-write"`. */
  get allow(): string | null;
  set allow(value: Optional<string>);
  /** The iframe's sandbox. Default: none. Must include `allow-scripts` and `allow-same-origin`. */
  get sandbox(): string | null;
  set sandbox(value: Optional<string>);
  /** The iframe's referrer policy. Default: the browser's. */
  get referrerPolicy(): string | null;
  set referrerPolicy(value: Optional<string>);
  /** When the browser loads the iframe. Default `"eager"`. */
  get loading(): string | null;
  set loading(value: Optional<'eager' | 'lazy'>);
  /** The embed, while there is one. A change of most options makes another. */
  readonly embed: Embed | null;
  /** The state of the embed; `null` while there is none. */
  readonly state: EmbedState | null;
  /**
   * Settles as the `ready` of the embed, or of the next one while there is none. Rejects also with what `mount` throws. It never
   * becomes an unhandled rejection.
   */
  readonly ready: Promise<void>;
  /**
   * Gives the embed a new frame with a fresh token, as {@link Embed.reload}. Without an embed it mounts one, or says what is wrong.
   *
   * @throws {EmbedHostError} as {@link Embed.reload} and `mount`; `aborted` if the element is in no document.
   */
  reload(): Promise<void>;
  /**
   * Sets `token` and `user`, and switches to that user even if neither has changed, as {@link Embed.switchUser}.
   *
   * @param next where the tokens come from, and who is signed in.
   * @throws {EmbedHostError} as {@link Embed.switchUser}; `aborted` if the element is in no document. After `invalid-options` the
   *   former user's view is gone.
   */
  switchUser(next: { token: EmbedOptions['token']; user?: string }): Promise<void>;
  /** A description of the embed for a support ticket, without a token; `null` while there is no embed. */
  snapshot(): EmbedSnapshot | null;
  /** Listens for one of the events of {@link WisdomEmbedEventMap}. */
  addEventListener<K extends keyof WisdomEmbedEventMap>(type: K, listener: (this: WisdomEmbedElement, event: WisdomEmbedEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for an event that every element has. */
  addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for any other event. */
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  /** Stops listening for one of the events of {@link WisdomEmbedEventMap}. */
  removeEventListener<K extends keyof WisdomEmbedEventMap>(type: K, listener: (this: WisdomEmbedElement, event: WisdomEmbedEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for an event that every element has. */
  removeEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for any other event. */
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** The events of a {@link WisdomEmbedElement}: those of its embed, and `error`. None bubbles. */
export interface WisdomEmbedEventMap extends EmbedEventMap {
  /** `mount` has thrown, or the next user's token source is invalid: there is no embed. */
  error: CustomEvent<{ error: EmbedHostError }>;
}

/**
 * `<impersonation-banner>`. It shows its `session` for as long as that lives: who, by whom, the time that is left, and a button that
 * ends it. Without a session, or after its end, it shows nothing. It is above everything else on the page, in the browser's top
 * layer where that has popovers.
 *
 * Its parts are `banner`, `who`, `acting-as`, `subject`, `by`, `impersonator`, `time`, `end` and `toggle`. Its slots are the words of
 * `acting-as`, `by`, `left`, `end` and `details`. Its name for screen readers is its `aria-label`, or "Impersonation".
 *
 * It needs no WebAssembly: the session comes from `impersonate` of `embed-host/impersonation`.
 *
 * @example
 * ```js
 * const banner = document.querySelector('impersonation-banner');
 * banner.label = async ({ subject }) => {
 *   const response = await fetch(`/api/users/${encodeURIComponent(subject)}/name`);
 *   if (!response.ok) throw new Error('no name'); // the ids are shown
 *   return response.text();
 * };
 * impersonate({ server: 'https://auth.example.com', clientId: '…' })
 *   .then((session) => {
 *     banner.session = session;
 *   })
 *   .catch(({ code, message }) => console.warn(code, message));
 * ```
 */
export class ImpersonationBannerElement extends HTMLElement {
  /** The session to show, or `null`. */
  get session(): Impersonation | null;
  set session(value: Optional<Impersonation>);
  /**
   * Gives names for ids: that of the user who is impersonated, or also that of who impersonates. They are shown as text. It is called
   * once for each session; a new function, which frameworks make with each render, is called for the next session. Until it
   * has answered, and where it fails, the ids are shown.
   */
  get label(): ImpersonationLabel | null;
  set label(value: Optional<ImpersonationLabel>);
  /** Where it is: `"top"`, the default, or `"bottom"`. */
  get position(): 'top' | 'bottom';
  set position(value: Optional<'top' | 'bottom'>);
  /** Whether it shows only whose session it is, in a corner. The user can change it. */
  get collapsed(): boolean;
  set collapsed(value: Optional<boolean>);
  /**
   * The attribute `return-to`: where the page goes when the user has ended the session here. An address of this origin or of https;
   * any other is ignored.
   */
  get returnTo(): string | null;
  set returnTo(value: Optional<string>);
  /** Listens for one of the events of {@link ImpersonationBannerEventMap}. */
  addEventListener<K extends keyof ImpersonationBannerEventMap>(type: K, listener: (this: ImpersonationBannerElement, event: ImpersonationBannerEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for an event that every element has. */
  addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
  /** Listens for any other event. */
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  /** Stops listening for one of the events of {@link ImpersonationBannerEventMap}. */
  removeEventListener<K extends keyof ImpersonationBannerEventMap>(type: K, listener: (this: ImpersonationBannerElement, event: ImpersonationBannerEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for an event that every element has. */
  removeEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | EventListenerOptions): void;
  /** Stops listening for any other event. */
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

/** The events of an {@link ImpersonationBannerElement}. None bubbles. */
export interface ImpersonationBannerEventMap {
  /** The user has pressed the button. `preventDefault()` leaves the session as it is: end it yourself, for example after a question. */
  end: CustomEvent<null>;
  /** The session has ended, for any reason. */
  ended: CustomEvent<ImpersonationEnded>;
}

/** What {@link ImpersonationBannerElement.label} is. */
export type ImpersonationLabel = (session: Impersonation) => string | ImpersonationNames | Promise<string | ImpersonationNames>;

/** Names for the ids of a session. */
export interface ImpersonationNames {
  /** The name of the user who is impersonated. */
  subject?: string;
  /** The name of the user who impersonates. */
  impersonatedBy?: string;
}

/**
 * The attributes and properties of `<wisdom-embed>` in JSX and in templates: each takes what the property of the element takes. Type
 * packages of frameworks know no element that is not theirs. In React 19, declare them once:
 *
 * ```ts
 * import type { ImpersonationBannerAttributes, WisdomEmbedAttributes } from 'embed-host/element';
 * import type { DetailedHTMLProps, HTMLAttributes } from 'react';
 *
 * type CustomElementProps<Own> = Omit<DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement>, keyof Own> & Own;
 *
 * declare module 'react' {
 *   namespace JSX {
 *     interface IntrinsicElements {
 *       'wisdom-embed': CustomElementProps<WisdomEmbedAttributes>;
 *       'impersonation-banner': CustomElementProps<ImpersonationBannerAttributes>;
 *     }
 *   }
 * }
 * ```
 */
export type WisdomEmbedAttributes = Listeners<WisdomEmbedEventMap> & {
  /** The tenant's exact origin. */
  origin?: Optional<string | URL>;
  /** What to show. */
  view?: Optional<EmbedOptions['view']>;
  /** The id of the dashboard to show. */
  dashboard?: Optional<string | number>;
  /** The id of the conversation to show. */
  chat?: Optional<string | number>;
  /** The id of a message in that conversation. */
  message?: Optional<string | number>;
  /** The path to show. */
  path?: Optional<string>;
  /** Extra query parameters. */
  params?: Optional<string | Record<string, string | undefined> | URLSearchParams>;
  /** Where tokens come from. */
  token?: Optional<EmbedOptions['token']>;
  /** An opaque key of the user who is signed in. */
  user?: Optional<string>;
  /** How long one token fetch may take, in milliseconds. */
  timeout?: Optional<number>;
  /** How many seconds before the token expires the next one is fetched, or `false`. */
  mintAhead?: Optional<number | false>;
  /** What happens when the guest does not ask for a token. */
  recover?: Optional<'reload' | 'manual'>;
  /** The iframe's accessible name. */
  title?: Optional<string>;
  /** The iframe's permissions policy. */
  allow?: Optional<string>;
  /** The iframe's sandbox. */
  sandbox?: Optional<string>;
  /** The iframe's referrer policy. */
  referrerPolicy?: Optional<string>;
  /** When the browser loads the iframe. */
  loading?: Optional<'eager' | 'lazy'>;
};

/** The attributes and properties of `<impersonation-banner>` in JSX and in templates: each takes what the property of the element takes. */
export type ImpersonationBannerAttributes = Listeners<ImpersonationBannerEventMap> & {
  /** The session to show, or `null`. */
  session?: Optional<Impersonation>;
  /** Gives names for ids. */
  label?: Optional<ImpersonationLabel>;
  /** Where it is. */
  position?: Optional<'top' | 'bottom'>;
  /** Whether it shows only whose session it is, in a corner. */
  collapsed?: Optional<boolean>;
  /** Where the page goes when the user has ended the session here. */
  returnTo?: Optional<string>;
};

type Listeners<Map> = { [Type in keyof Map as `on${Type & string}`]?: ((event: Map[Type]) => void) | undefined };

declare global {
  interface HTMLElementTagNameMap {
    /** {@link WisdomEmbedElement} */
    'wisdom-embed': WisdomEmbedElement;
    /** {@link ImpersonationBannerElement} */
    'impersonation-banner': ImpersonationBannerElement;
  }
}

// Without this line every declaration of a declaration file would be exported.
export {};
