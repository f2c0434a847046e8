// What the types of the entries for frameworks have in common.

import type { ImpersonationLabel } from './element.js';
import type { EmbedEventMap, EmbedOptions } from './index.js';
import type { Impersonation, ImpersonationEnded } from './impersonation.js';

/** The handlers of an embed's events. The newest ones are called: other functions than at the last rendering change nothing. */
export interface EmbedHandlers {
  /** The token has arrived and the view has loaded: after mounting, and after each new frame. */
  onReady?: ((event: EmbedEventMap['ready']) => void) | undefined;
  /** The state changed. */
  onStateChange?: ((event: EmbedEventMap['statechange']) => void) | undefined;
  /** The guest asked for a token. */
  onTokenRequest?: ((event: EmbedEventMap['tokenrequest']) => void) | undefined;
  /** A token was posted to the guest as the answer to its request. */
  onTokenSent?: ((event: EmbedEventMap['tokensent']) => void) | undefined;
  /** No token could be fetched, or two embeds of one tenant origin on this page have different users. */
  onTokenError?: ((event: EmbedEventMap['tokenerror']) => void) | undefined;
  /** The embed was closed, and not because its container left the page or its options ask for another embed. */
  onClosed?: ((event: EmbedEventMap['closed']) => void) | undefined;
}

/**
 * The options of an embed, and the handlers of its events. They may be new objects and functions at each rendering: what is deeply
 * equal is unchanged, and of functions (a token provider, the headers and the body of a request) the newest is called. What changes
 * has the least effect: a `title` and a `className` are set on the iframe, other headers are sent with the next fetch, another
 * `user` or another token source switches the user, and any other option gives a new embed.
 */
export interface UseWisdomEmbedOptions extends Omit<EmbedOptions, 'signal'>, EmbedHandlers {}

/**
 * What has become of an impersonation:
 *
 * - `pending`: the link is being opened, or the session of this tab resumed.
 * - `none`: there is no link and no session.
 * - `active`: there is a session.
 * - `ended`: the session is over.
 * - `failed`: the link could not be opened, and there is no session.
 */
export type ImpersonationStatus = 'pending' | 'none' | 'active' | 'ended' | 'failed';

/** What the banner shows, and whom it notifies. */
export interface BannerProps {
  /** The session to show. The banner is there for as long as it lives. */
  session: Impersonation | null;
  /** Gives names for the ids of the session, once: the first function counts. */
  label?: ImpersonationLabel | undefined;
  /** Where to go when the banner has ended the session: an address of this origin, or of https. */
  returnTo?: string | undefined;
  /** At which edge of the page it is. Default `"top"`. */
  position?: 'top' | 'bottom' | undefined;
  /** Whether it begins small. */
  collapsed?: boolean | undefined;
  /** Somebody wants to end the session. `preventDefault()` leaves that to you. */
  onEnd?: ((event: CustomEvent<null>) => void) | undefined;
  /** The session is over. */
  onEnded?: ((event: CustomEvent<ImpersonationEnded>) => void) | undefined;
}
