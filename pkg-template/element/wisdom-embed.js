import { EmbedHostError, mount } from '../index.js';
import { fixedOf } from '../options/equality.js';
import { changeAttributes } from '../options/frame-attributes.js';
import { NewestToken } from '../options/newest-token.js';
import { Base } from './base.js';
import { ATTRIBUTES, NAMES, Options } from './options.js';
import { Views } from './views.js';

/** The events of an embed, which the element dispatches too. */
const EVENTS = ['ready', 'statechange', 'tokenrequest', 'tokensent', 'tokenerror', 'closed'];

/** Two users of one tenant's pages are a warning: both embeds go on. */
const WARNING = 'user-conflict';

/** A promise that is settled once, and that whoever asked for it may ignore. */
class Deferred {
  isSettled = false;

  promise = new Promise((resolve, reject) => {
    this.resolve = this.#once(resolve);
    this.reject = this.#once(reject);
  });

  constructor() {
    this.promise.catch(() => {});
  }

  #once(settle) {
    return (value) => {
      this.isSettled = true;
      settle(value);
    };
  }
}

/** `<wisdom-embed>`: mounts when it is connected and its options are complete, and is closed when it is removed. */
export class WisdomEmbedElement extends Base {
  static observedAttributes = ATTRIBUTES;

  #options = new Options(this);
  #views;
  #embed = null;
  #error = null;
  #ready = new Deferred();
  #isScheduled = false;
  #wasClosed = false;

  #token = new NewestToken();

  /** The options of the last embed, as they were given or changed last. */
  #given;

  /** Those of them that only a new embed can have, also where it could not be mounted or was closed by the page. */
  #fixed;

  constructor() {
    super();
    this.#views = new Views(this.attachShadow({ mode: 'open' }), () => void this.reload().catch(() => {}));
  }

  get embed() {
    return this.#embed;
  }

  get state() {
    return this.#embed?.state ?? null;
  }

  get ready() {
    return this.#ready.promise;
  }

  snapshot() {
    return this.#embed?.snapshot() ?? null;
  }

  async reload() {
    if (!this.isConnected) throw new EmbedHostError('aborted');
    // Options that changed in this task lead to a new view by themselves.
    const view = this.#update();
    if (view || !this.#embed) return view ?? this.#mount();
    this.#error = null;
    this.#show();
    await this.#embed.reload();
  }

  async switchUser(next) {
    this.token = next?.token;
    this.user = next?.user;
    if (this.#embed) {
      this.#token.update(this.#options.read());
      return this.#switch();
    }
    if (!this.isConnected) throw new EmbedHostError('aborted');
    return this.#mount();
  }

  connectedCallback() {
    super.connectedCallback();
    this.#schedule();
  }

  /** An element that is moved is removed and added in one task. It keeps its embed, whose frame the browser loads again. */
  disconnectedCallback() {
    setTimeout(() => {
      if (!this.isConnected) this.#leave();
    });
  }

  /** With this method, `moveBefore` neither disconnects the element nor loads its frame again. */
  connectedMoveCallback() {}

  /** In another document an embed cannot go on. */
  adoptedCallback() {
    this.#views.adoptStyle();
    this.#leave();
  }

  attributeChangedCallback(attribute, former, value) {
    if (value !== null) this.#options.attributeSet(attribute);
    this.#schedule();
  }

  /** Changes of one task are one update. */
  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#update());
  }

  /** Does the least that brings the embed to the options. Gives the promise of a new view, if that leads to one. */
  #update() {
    this.#isScheduled = false;
    if (!this.isConnected) return undefined;
    if (!this.#options.isComplete) return this.#leave();
    const options = this.#options.read();
    const isNewEmbed = fixedOf(options) !== this.#fixed;
    const isNewSource = this.#token.update(options);
    if (isNewEmbed || (isNewSource && !this.#embed)) return this.#mount();
    if (!this.#embed) return undefined;
    changeAttributes(this.#embed.iframe, this.#given, options);
    this.#given = options;
    return isNewSource ? this.#switch() : undefined;
  }

  /** Closes the embed of a place, or of options, that are no more: whatever comes next is another embed. */
  #leave() {
    this.#fixed = undefined;
    this.#close();
  }

  /** Mounts an embed in the place of the former one. Where an option is missing, the core says which. */
  #mount() {
    this.#close();
    // A listener of `closed` may have mounted.
    if (!this.#embed) this.#mountNew();
    return this.ready;
  }

  #mountNew() {
    this.#error = null;
    this.#wasClosed = false;
    const options = this.#options.read();
    this.#token.update(options);
    this.#given = options;
    this.#fixed = fixedOf(options);
    try {
      this.#embed = mount(this.#views.frame, { ...options, token: this.#token.given });
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#serve(this.#embed);
  }

  #serve(embed) {
    embed.iframe.setAttribute('part', 'frame');
    for (const type of EVENTS) embed.addEventListener(type, ({ detail }) => this.#hear(embed, type, detail));
    this.#ready.resolve(embed.ready);
    this.#show();
  }

  /** Switches the embed to the user of the options. Whoever changed them may not wait for that. */
  #switch() {
    const view = this.#switchTo(this.#options.read().user);
    view.catch(() => {});
    return view;
  }

  /** A source that is invalid must not leave the former user's view. */
  async #switchTo(user) {
    const embed = this.#embed;
    try {
      await embed.switchUser({ token: this.#token.given, user });
    } catch (error) {
      if (error.code === 'invalid-options' && embed === this.#embed) {
        this.#close();
        this.#fail(error);
      }
      throw error;
    }
  }

  #hear(embed, type, detail) {
    if (embed === this.#embed) {
      this.#note(type, detail);
      this.#show();
    }
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #note(type, detail) {
    if (type === 'tokenerror' && detail.error.code !== WARNING) this.#error = detail.error;
    else if (type === 'ready' || type === 'tokensent' || detail?.to === 'loading') this.#error = null;
    else if (type === 'closed') this.#forget({ wasClosed: true });
  }

  #close() {
    const embed = this.#embed;
    this.#forget({ wasClosed: false });
    embed?.close();
    this.#show();
  }

  /** From here on `ready` is about the next embed. */
  #forget({ wasClosed }) {
    if (this.#ready.isSettled) this.#ready = new Deferred();
    this.#embed = null;
    this.#wasClosed = wasClosed;
  }

  #fail(error) {
    this.#error = error;
    this.#ready.reject(error);
    this.#show();
    this.dispatchEvent(new CustomEvent('error', { detail: { error } }));
  }

  #show() {
    const { code, message } = this.#error ?? {};
    // What `mount` says is for the developer: which option is wrong, or what the policy must allow.
    this.#views.show(this.#view(), { code, ...(!this.#embed && { details: message }) });
  }

  /** What the element shows. A failure does not cover a view that has loaded. */
  #view() {
    if (!this.#embed && this.#wasClosed) return 'nothing';
    const state = this.state;
    if (state === 'refused') return 'refused';
    if (state === 'live' || state === 'degraded') return 'frame';
    return this.#error ? 'error' : 'loading';
  }

  static {
    for (const name of NAMES) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        enumerable: true,
        get() {
          // The platform says that a title is a string.
          return this.#options.get(name) ?? (name === 'title' ? '' : null);
        },
        set(value) {
          this.#options.set(name, value);
          this.#schedule();
        },
      });
    }
  }
}
