/**
 * Components and composables for Vue 3.5 and later. They bind the life of a component to `mount` and `impersonate`, and add nothing
 * else.
 *
 * Importing this module has no effect, in a browser or on a server. A server renders the containers, without anything in them.
 *
 * @packageDocumentation
 */

import type { AllowedComponentProps, ComponentCustomProps, ComputedRef, MaybeRefOrGetter, ShallowRef, VNode, VNodeProps } from 'vue';

import type { BannerProps, ImpersonationStatus, UseWisdomEmbedOptions } from './frameworks.js';
import type { Embed, EmbedHostError, EmbedState } from './index.js';
import type { Impersonation, ImpersonationOptions, Revocation } from './impersonation.js';

export type { BannerProps, EmbedHandlers, ImpersonationStatus, UseWisdomEmbedOptions } from './frameworks.js';

/** What {@link useWisdomEmbed} returns. */
export interface UseWisdomEmbedResult {
  /** The template ref of the container, as in `<div ref="container" />`: the embed is there for as long as the container is. */
  container: ShallowRef<Element | null>;
  /** The embed. `null` before it is mounted, if it could not be mounted, and after it was closed. */
  embed: ComputedRef<Embed | null>;
  /** The state of the embed: `loading` also before it is mounted, `closed` also if it could not be mounted. */
  state: ComputedRef<EmbedState>;
  /**
   * Why there is no view: what `mount` threw (`embed` is `null` then), why the first token could not be fetched, or that the token
   * source has refused. `null` as soon as there is a view.
   */
  error: ComputedRef<EmbedHostError | null>;
  /** Tries again after an `error`: mounts, or loads the view again. */
  retry: () => void;
}

/**
 * Keeps one embed in a container, as the options want it. It throws nothing: see {@link UseWisdomEmbedResult.error}.
 *
 * @param options what to show, from which tenant, where tokens come from, and handlers of events; or a ref or a getter of these.
 * @example
 * ```js
 * import { useWisdomEmbed } from 'embed-host/vue';
 *
 * const { container, state, error, retry } = useWisdomEmbed(() => ({
 *   origin: 'https://acme.askwisdom.ai',
 *   view: { dashboard: 'sales' },
 *   token: '/api/wisdom-token',
 * }));
 * ```
 */
export function useWisdomEmbed(options: MaybeRefOrGetter<UseWisdomEmbedOptions>): UseWisdomEmbedResult;

/** The props and events of {@link WisdomEmbed}: the options of the embed, and the handlers of its events. */
export interface WisdomEmbedProps extends Omit<UseWisdomEmbedOptions, 'className'> {
  /** The iframe's `class` attribute. */
  iframeClass?: string;
  /**
   * With `"throw"` what `mount` threw is not shown, and goes to the nearest `onErrorCaptured`, or else to the app's `errorHandler`. Any
   * other error may pass, and is shown.
   */
  error?: 'throw' | undefined;
}

/** The slots of {@link WisdomEmbed}. */
export interface WisdomEmbedSlots {
  /**
   * What is shown instead of the embed while there is no view: see {@link UseWisdomEmbedResult.error}.
   *
   * Without it a view of the package's own is shown: an element of the class `wisdom-embed-error` and the role `alert`, in which are
   * `wisdom-embed-message`, `wisdom-embed-details` (what `mount` threw), `wisdom-embed-code` and the button `wisdom-embed-retry`.
   */
  error?: (given: { error: EmbedHostError; retry: () => void }) => VNode[];
}

/**
 * An embed in a container, which gets the component's attributes: give it a height. A template ref of the component has the
 * {@link Embed} as its `embed`.
 *
 * @example
 * ```vue
 * <script setup>
 * import { WisdomEmbed } from 'embed-host/vue';
 * </script>
 *
 * <template>
 *   <WisdomEmbed origin="https://acme.askwisdom.ai" :view="{ dashboard: 'sales' }" token="/api/wisdom-token" style="height: 40rem">
 *     <template #error="{ error, retry }">
 *       <button @click="retry">Try again ({{ error.code }})</button>
 *     </template>
 *   </WisdomEmbed>
 * </template>
 * ```
 */
export const WisdomEmbed: new () => {
  $props: WisdomEmbedProps & AllowedComponentProps & ComponentCustomProps & VNodeProps;
  $slots: WisdomEmbedSlots;
  /** The embed. `null` before it is mounted, if it could not be mounted, and after it was closed. */
  readonly embed: Embed | null;
};

/** What {@link useImpersonation} returns. */
export interface UseImpersonationResult {
  /** The session until it has ended, otherwise `null`. While its end is on the way to the server, it is here and no longer `active`. */
  session: ComputedRef<Impersonation | null>;
  /** What has become of the impersonation. */
  status: ComputedRef<ImpersonationStatus>;
  /** What `impersonate` rejected with, or the session's `linkError`. */
  error: ComputedRef<EmbedHostError | null>;
  /** Ends the session, as {@link Impersonation.end} does. Without a session it does nothing. */
  end: () => Promise<Revocation>;
}

/**
 * Opens the page's impersonation link, or resumes the session of this tab; and opens links that come later, unless there is an option
 * `link`. Components that call this share one session, which goes on when they are gone. A server opens nothing.
 *
 * @param options those of `impersonate`, or a ref or a getter of these.
 * @example
 * ```vue
 * <script setup>
 * import { ImpersonationBanner, useImpersonation } from 'embed-host/vue';
 *
 * const { session } = useImpersonation({ server: 'https://auth.example.com', clientId: '…' });
 * </script>
 *
 * <template>
 *   <ImpersonationBanner :session="session" return-to="/admin" />
 * </template>
 * ```
 */
export function useImpersonation(options: MaybeRefOrGetter<ImpersonationOptions>): UseImpersonationResult;

/** The slots of {@link ImpersonationBanner}. */
export interface ImpersonationBannerSlots {
  /** Words of your own in the slots of the element, such as `<span slot="end">Beenden</span>`: see `ImpersonationBannerElement` of `embed-host/element`. */
  default?: () => VNode[];
}

/**
 * Shows whose session this is, by whom and for how long, and ends it: the element `<impersonation-banner>`, which this defines, with
 * the component's attributes, such as `aria-label`.
 */
export const ImpersonationBanner: new () => {
  $props: BannerProps & AllowedComponentProps & ComponentCustomProps & VNodeProps;
  $slots: ImpersonationBannerSlots;
};
