import { impersonate, onLink } from '../impersonation.js';
import { textOf } from '../options/equality.js';
import { Store } from './store.js';

const INITIAL = { session: null, status: 'pending', error: null };

/** `null` is for no link, and `undefined` for that of the page. */
const tokenOf = (link) => link && link.refreshToken;

/** Follows the page's impersonation, which goes on when nobody follows it any more. */
export class ImpersonationStore extends Store {
  #options;
  #fixed;
  #opening;
  /** Whether that is not settled yet. */
  #isPending = false;
  #stopListening;
  /** Whose events are heard, and what ends that. */
  #followed = null;
  #unfollow = new AbortController();

  constructor() {
    super(INITIAL);
  }

  /** Opens the link or resumes the session of these options, unless that was done. */
  update(options) {
    const { link, ...others } = options;
    const fixed = textOf(others);
    const isNew = !this.#opening || fixed !== this.#fixed || tokenOf(link) !== tokenOf(this.#options.link);
    this.#options = options;
    this.#fixed = fixed;
    if (!isNew) return;
    this.#stop();
    this.#open();
    if (link === undefined) this.#listenForLinks();
  }

  end = async () => {
    const { session } = this.getSnapshot();
    return session ? session.end() : { revoked: false };
  };

  close = () => {
    this.#opening = undefined;
    this.#stop();
    this.#follow(null);
  };

  #stop() {
    this.#stopListening?.();
    this.#stopListening = undefined;
  }

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
    this.#isPending = true;
    this.#keepShown(this.getSnapshot().session);
    try {
      const session = await opening;
      if (opening === this.#opening) this.#show(session);
    } catch (error) {
      if (opening === this.#opening) this.#showNone('failed', error);
    }
  }

  /** A session that runs is shown until another one takes its place, and one whose end is on the way until that is heard. */
  #keepShown(session) {
    if (session?.active) this.#follow(session);
    else if (!session || session !== this.#followed) this.set(INITIAL);
  }

  #show(session) {
    if (!session?.active) return this.#showNone(session ? 'ended' : 'none', null);
    this.#isPending = false;
    this.#follow(session);
    this.set({ session, status: 'active', error: session.linkError });
  }

  #showNone(status, error) {
    this.#isPending = false;
    this.#follow(null);
    this.set({ session: null, status, error });
  }

  /** Listens to a session in the place of the former one. It outlives whoever follows it. */
  #follow(session) {
    if (session === this.#followed) return;
    this.#followed = session;
    this.#unfollow.abort();
    this.#unfollow = new AbortController();
    const { signal } = this.#unfollow;
    session?.addEventListener('error', () => this.set({ error: session.linkError }), { signal });
    session?.addEventListener('ended', ({ detail }) => this.#ended(detail), { signal });
  }

  #ended({ reason }) {
    // Another call of `impersonate` on this page has opened the session that replaced this one.
    if (reason === 'replaced') {
      this.#follow(null);
      return this.#open({ link: null });
    }
    this.set(this.#isPending ? INITIAL : { session: null, status: 'ended', error: null });
  }
}
