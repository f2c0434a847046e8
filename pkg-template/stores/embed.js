import { mount } from '../index.js';
import { fixedOf } from '../options/equality.js';
import { changeAttributes } from '../options/frame-attributes.js';
import { NewestToken } from '../options/newest-token.js';
import { Store } from './store.js';

/** The names of the events, by those of their handlers. */
export const EVENTS = {
  onReady: 'ready',
  onStateChange: 'statechange',
  onTokenRequest: 'tokenrequest',
  onTokenSent: 'tokensent',
  onTokenError: 'tokenerror',
  onClosed: 'closed',
};

const INITIAL = { embed: null, state: 'loading', error: null };

/** Keeps one embed in a container, as options want it that an app gives anew with each rendering. */
export class EmbedStore extends Store {
  #container;
  #options;
  #token = new NewestToken();
  /** Those options that only a new embed can have. */
  #fixed;

  constructor() {
    super(INITIAL);
  }

  /** Does the least that the options ask for: nothing, another attribute, another user, another embed. */
  update(container, options) {
    if (!container) return this.close();
    const former = this.#options;
    const fixed = fixedOf(options);
    const isNewEmbed = container !== this.#container || fixed !== this.#fixed;
    const isNewSource = this.#token.update(options);
    this.#container = container;
    this.#options = options;
    this.#fixed = fixed;
    const { embed } = this.getSnapshot();
    if (isNewEmbed || (isNewSource && !embed)) return this.#mount();
    if (embed) changeAttributes(embed.iframe, former, options);
    if (isNewSource) this.#load(embed, () => embed.switchUser({ token: this.#token.given, user: options.user }));
  }

  /** Mounts what could not be mounted, or loads the view again. */
  retry = () => {
    const { embed } = this.getSnapshot();
    if (embed) this.#load(embed, () => embed.reload());
    else if (this.#container) this.#mount();
  };

  close = () => {
    this.#container = undefined;
    this.#end(INITIAL);
  };

  #mount() {
    this.#end(INITIAL);
    const options = Object.entries(this.#options).filter(([name]) => !(name in EVENTS));
    try {
      const embed = mount(this.#container, { ...Object.fromEntries(options), token: this.#token.given });
      this.set({ embed, state: embed.state });
      this.#listen(embed);
      this.#load(embed, () => embed.ready);
    } catch (error) {
      this.set({ state: 'closed', error });
    }
  }

  #listen(embed) {
    for (const [handler, type] of Object.entries(EVENTS)) {
      embed.addEventListener(type, (event) => {
        if (!this.#has(embed)) return;
        this.#note(event);
        this.#options[handler]?.(event);
      });
    }
  }

  #note({ type, detail }) {
    if (type === 'statechange') this.set(detail.to === 'live' ? { state: detail.to, error: null } : { state: detail.to });
    if (type === 'tokenerror' && detail.final) this.set({ error: detail.error });
    if (type === 'closed') this.set({ ...INITIAL, state: 'closed' });
  }

  /** Waits for a view. Why there is none is the store's error, until there is one. */
  async #load(embed, load) {
    this.set({ error: null });
    try {
      await load();
    } catch (error) {
      if (!this.#has(embed) || error.code === 'aborted') return;
      // The view of a user who is no longer wanted must not stay.
      if (error.code === 'invalid-options') this.#end({ ...INITIAL, state: 'closed', error });
      else this.set({ error });
    }
  }

  /** Ends the embed. No event of it is told to an app whose framework has no use for it any more. */
  #end(parts) {
    const { embed } = this.getSnapshot();
    this.set(parts);
    embed?.close();
  }

  #has(embed) {
    return this.getSnapshot().embed === embed;
  }
}
