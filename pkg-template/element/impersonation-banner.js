import { BannerView } from './banner-view.js';
import { Base } from './base.js';
import { clock, duration, isDue } from './time-left.js';
import { TopLayer } from './top-layer.js';

const SECOND = 1000;

/** `<impersonation-banner>`: shows whose session this is for as long as it lives, above the app, and ends it. */
export class ImpersonationBannerElement extends Base {
  static observedAttributes = ['aria-label', 'collapsed', 'position'];

  #view;
  #top;
  #session = null;
  #label = null;
  #isEnding = false;
  #timer;

  /** How many seconds are left. */
  #left = 0;

  /** What the label gave for the session. */
  #names = null;

  #hearEnd = ({ detail }) => {
    this.#isEnding = false;
    this.#update();
    this.dispatchEvent(new CustomEvent('ended', { detail }));
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    this.#view = new BannerView(root, {
      toggle: () => {
        this.collapsed = !this.collapsed;
      },
      end: () => void this.#end(),
    });
    this.#top = new TopLayer(this.#view.box);
  }

  get session() {
    return this.#session;
  }

  set session(session) {
    const next = session ?? null;
    if (next === this.#session) return;
    this.#session?.removeEventListener('ended', this.#hearEnd);
    this.#session = next;
    this.#isEnding = false;
    this.#names = null;
    this.#update();
  }

  get label() {
    return this.#label;
  }

  /** The names that are shown are those of the session's first label: a framework makes a new function with each render. */
  set label(label) {
    this.#label = typeof label === 'function' ? label : null;
    if (this.#isOn && !this.#names) void this.#introduce();
  }

  get position() {
    return this.getAttribute('position') === 'bottom' ? 'bottom' : 'top';
  }

  set position(position) {
    this.reflect('position', position);
  }

  get collapsed() {
    return this.hasAttribute('collapsed');
  }

  set collapsed(collapsed) {
    this.toggleAttribute('collapsed', Boolean(collapsed));
  }

  get returnTo() {
    return this.getAttribute('return-to');
  }

  set returnTo(address) {
    this.reflect('return-to', address);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#update();
  }

  disconnectedCallback() {
    this.#session?.removeEventListener('ended', this.#hearEnd);
    this.#update();
  }

  /** With this method, `moveBefore` does not disconnect the element. */
  connectedMoveCallback() {}

  adoptedCallback() {
    this.#view.adoptStyle();
  }

  attributeChangedCallback() {
    this.#view.arrange({ position: this.position, collapsed: this.collapsed, name: this.getAttribute('aria-label') });
  }

  /** Whether the session is to be shown: while it lives, and while its end is on the way to the server. */
  get #isOn() {
    return this.isConnected && this.#session !== null && (this.#isEnding || this.#session.active);
  }

  #update() {
    clearInterval(this.#timer);
    if (this.#isOn) this.#start();
    else this.#top.hide();
  }

  #start() {
    this.#session.addEventListener('ended', this.#hearEnd);
    this.#view.show(this.#session, this.#isEnding);
    this.#top.show();
    this.#timer = setInterval(() => this.#tick(), SECOND);
    this.#countDown();
    void this.#introduce();
  }

  #tick() {
    if (!this.#isOn) return this.#update();
    const before = this.#left;
    this.#countDown();
    return isDue(this.#left, before) && this.#announce();
  }

  #countDown() {
    this.#left = Math.max(0, Math.round((this.#session.expiresAt - Date.now()) / SECOND));
    this.#view.countDown(clock(this.#left), this.#left);
  }

  #announce() {
    this.#view.announce(this.#left > 0 ? duration(this.#left, this.closest('[lang]')?.lang) : '');
  }

  /** Announces whose session it is, once there are names. */
  async #introduce() {
    const session = this.#session;
    await this.#name();
    if (session === this.#session && this.#isOn) this.#announce();
  }

  /** Puts names in the place of ids. A label that fails leaves the ids. */
  async #name() {
    if (!this.#label) return;
    const session = this.#session;
    this.#names ??= namesOf(session, this.#label);
    const names = await this.#names;
    if (session === this.#session && this.#isOn) this.#view.name(names);
  }

  async #end() {
    const session = this.#session;
    if (this.#isEnding || !this.dispatchEvent(new CustomEvent('end', { cancelable: true }))) return;
    this.#isEnding = true;
    this.#view.show(session, true);
    await session.end();
    if (session === this.#session) {
      this.#isEnding = false;
      this.#update();
    }
    // A listener of `ended` may have taken the session or the element away; with another session, the page stays.
    if (!this.#session?.active) this.#leave();
  }

  /** Goes to where the app wants to be afterwards: an address of this origin, or of https, and never a script. */
  #leave() {
    const { location } = this.ownerDocument.defaultView ?? {};
    const address = parse(this.returnTo, this.baseURI);
    if (location && address && isAllowed(address, location)) location.assign(address);
  }
}

/** The scheme counts too: every opaque origin is called "null", that of a script like that of `about:blank`. */
const isAllowed = (address, { protocol, origin }) =>
  address.protocol === 'https:' || (address.protocol === protocol && address.origin === origin);

function parse(address, base) {
  try {
    return address ? new URL(address, base) : null;
  } catch {
    return null;
  }
}

/** The names that a label gives: that of the subject, or both. */
async function namesOf(session, label) {
  try {
    const names = await label(session);
    return typeof names === 'string' ? { subject: names } : { ...names };
  } catch {
    return {};
  }
}
