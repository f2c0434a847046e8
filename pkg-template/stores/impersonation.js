import { impersonate, onLink } from '../impersonation.js';
import { textOf } from '../options/equality.js';
import { Store } from './store.js';

const INITIAL = { session: null, status: 'pending', error: null };

/** Follows the page's impersonation, which goes on when nobody follows it any more. */
export class ImpersonationStore extends Store {
  #options;
  #fixed;
  #opening;
  #stopListening;

  constructor() {
    super(INITIAL);
  }

  /** Opens the link or resumes the session of these options, unless that was done. */
  update(options) {
    const { link, ...others } = options;
    const fixed = textOf(others);
    const isNew = !this.#opening || fixed !== this.#fixed || link?.refreshToken !== this.#options.link?.refreshToken;
    this.#options = options;
    this.#fixed = fixed;
    if (!isNew) return;
    this.close();
    this.#open();
    if (link === undefined) this.#listenForLinks();
  }

  end = async () => {
    const { session } = this.getSnapshot();
    return session ? session.end() : { revoked: false };
  };

  close = () => {
    this.#opening = undefined;
    this.#stopListening?.();
    this.#stopListening = undefined;
  };

  #listenForLinks() {
    try {
      this.#stopListening = onLink(() => this.#open());
    } catch {
      // `impersonate` rejects for the same reason.
    }
  }

  async #open(others) {
    const options = { ...this.#options, ...others };
    if (typeof options.confirm === 'function') options.confirm = (who) => this.#options.confirm(who);
    const opening = impersonate(options);
    this.#opening = opening;
    try {
      const session = await opening;
      if (opening === this.#opening) this.#show(session);
    } catch (error) {
      if (opening === this.#opening) this.set({ session: null, status: 'failed', error });
    }
  }

  #show(session) {
    if (!session?.active) return this.set({ session: null, status: session ? 'ended' : 'none', error: null });
    const isNew = session !== this.getSnapshot().session;
    this.set({ session, status: 'active', error: session.linkError });
    if (isNew) this.#listen(session);
  }

  #listen(session) {
    const on = (type, listener) => session.addEventListener(type, ({ detail }) => this.getSnapshot().session === session && listener(detail));
    on('error', () => this.set({ error: session.linkError }));
    on('ended', ({ reason }) => {
      // Another call of `impersonate` on this page has opened the session that replaced this one.
      if (reason === 'replaced' && this.#opening) return this.#open({ link: null });
      this.set({ session: null, status: 'ended', error: null });
    });
  }
}
