/**
 * Components and hooks for React 18 and 19. They bind the life of a component to `mount` and `impersonate`, and add nothing else.
 *
 * Importing this module has no effect, in a browser or on a server. A server renders the containers, without anything in them.
 *
 * @packageDocumentation
 */

import type { CSSProperties, ForwardRefExoticComponent, HTMLAttributes, ReactNode, RefAttributes, RefCallback } from 'react';

import type { ImpersonationBannerElement } from './element.js';
import type { BannerProps, ImpersonationStatus, UseWisdomEmbedOptions } from './frameworks.js';
import type { Embed, EmbedHostError, EmbedState } from './index.js';
import type { Impersonation, ImpersonationOptions, Revocation } from './impersonation.js';

export type { BannerProps, EmbedHandlers, ImpersonationStatus, UseWisdomEmbedOptions } from './frameworks.js';

/** What {@link useWisdomEmbed} returns. */
export interface UseWisdomEmbedResult {
  /** Give this to the container, as in `<div ref={ref} />`: the embed is there for as long as the container is. */
  ref: RefCallback<Element>;
  /** The embed. `null` before it is mounted, if it could not be mounted, and after it was closed. */
  embed: Embed | null;
  /** The state of the embed: `loading` also before it is mounted, `closed` also if it could not be mounted. */
  state: EmbedState;
  /**
   * Why there is no view: what `mount` threw (`embed` is `null` then), why the first token could not be fetched, or that the token
   * source has refused. `null` as soon as there is a view.
   */
  error: EmbedHostError | null;
  /** Tries again after an `error`: mounts, or loads the view again. */
  retry: () => void;
}

/**
 * Keeps one embed in a container, as the options of the last rendering want it. It throws nothing: see
 * {@link UseWisdomEmbedResult.error}.
 *
 * @param options what to show, from which tenant, where tokens come from, and handlers of events.
 * @example
 * ```jsx
 * import { useWisdomEmbed } from 'embed-host/react';
 *
 * export function Sales() {
 *   const { ref, state, error } = useWisdomEmbed({
 *     origin: 'https://acme.askwisdom.ai',
 *     view: { dashboard: 'sales' },
 *     token: '/api/wisdom-token',
 *   });
 *   return (
 *     <>
 *       {error && <p role="alert">{error.code}</p>}
 *       <div ref={ref} aria-busy={state === 'loading'} style={{ height: '40rem' }} />
 *     </>
 *   );
 * }
 * ```
 */
export function useWisdomEmbed(options: UseWisdomEmbedOptions): UseWisdomEmbedResult;

/** The props of {@link WisdomEmbed}: the options of the embed, the handlers of its events, and attributes of its container. */
export interface WisdomEmbedProps extends Omit<UseWisdomEmbedOptions, 'className'> {
  /**
   * What is shown instead of the embed while there is no view: see {@link UseWisdomEmbedResult.error}. It is called while the
   * component renders.
   *
   * Without it a view of the package's own is shown: an element of the class `wisdom-embed-error` and the role `alert`, in which are
   * `wisdom-embed-message`, `wisdom-embed-details` (what `mount` threw), `wisdom-embed-code` and the button `wisdom-embed-retry`.
   *
   * With `"throw"` what `mount` threw goes to the nearest error boundary. Where there is none, React removes the whole app. Any other
   * error may pass, and is shown.
   */
  error?: ((error: EmbedHostError, retry: () => void) => ReactNode) | 'throw' | undefined;
  /** The iframe's `class` attribute. */
  iframeClassName?: string;
  /** The container's id. */
  id?: string | undefined;
  /** The container's `class` attribute. What has a hyphen, such as `data-testid`, is an attribute of the container too. */
  className?: string | undefined;
  /** The container's style. The embed fills the container: give that a height. */
  style?: CSSProperties | undefined;
}

/**
 * An embed in a container. Its `ref` is the {@link Embed}.
 *
 * @example
 * ```jsx
 * import { WisdomEmbed } from 'embed-host/react';
 *
 * export const Sales = () => (
 *   <WisdomEmbed
 *     origin="https://acme.askwisdom.ai"
 *     view={{ dashboard: 'sales' }}
 *     token="/api/wisdom-token"
 *     style={{ height: '40rem' }}
 *     error={({ code }, retry) => <button onClick={retry}>Try again ({code})</button>}
 *   />
 * );
 * ```
 */
export const WisdomEmbed: ForwardRefExoticComponent<WisdomEmbedProps & RefAttributes<Embed>>;

/** What {@link useImpersonation} returns. */
export interface UseImpersonationResult {
  /** The session until it has ended, otherwise `null`. While its end is on the way to the server, it is here and no longer `active`. */
  session: Impersonation | null;
  /** What has become of the impersonation. */
  status: ImpersonationStatus;
  /** What `impersonate` rejected with, or the session's `linkError`. */
  error: EmbedHostError | null;
  /** Ends the session, as {@link Impersonation.end} does. Without a session it does nothing. */
  end: () => Promise<Revocation>;
}

/**
 * Opens the page's impersonation link, or resumes the session of this tab; and opens links that come later, unless there is an option
 * `link`. Components that call this share one session, which goes on when they are gone.
 *
 * @param options those of `impersonate`. Deeply equal ones are the same, and the newest `confirm` is called.
 * @example
 * ```jsx
 * import { ImpersonationBanner, useImpersonation } from 'embed-host/react';
 *
 * export function Support() {
 *   const { session } = useImpersonation({ server: 'https://auth.example.com', clientId: '…' });
 *   return <ImpersonationBanner session={session} returnTo="/admin" />;
 * }
 * ```
 */
export function useImpersonation(options: ImpersonationOptions): UseImpersonationResult;

/** The props of {@link ImpersonationBanner}, and the attributes of the element: `id`, `className`, `style`, `aria-label` and so on. */
export interface ImpersonationBannerProps extends BannerProps, Omit<HTMLAttributes<HTMLElement>, keyof BannerProps> {
  /** Words of your own in its slots, such as `<span slot="end">Beenden</span>`: see `ImpersonationBannerElement` of `embed-host/element`. */
  children?: ReactNode;
}

/**
 * Shows whose session this is, by whom and for how long, and ends it: the element `<impersonation-banner>`, which this defines. Its
 * `ref` is that element.
 */
export const ImpersonationBanner: ForwardRefExoticComponent<ImpersonationBannerProps & RefAttributes<ImpersonationBannerElement>>;
