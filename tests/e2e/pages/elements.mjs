// A page that has the elements, and keeps what they say. With `?late` it imports them when it is told to.
const { wisdom } = await (await fetch('/config.json')).json();

const TYPES = ['ready', 'statechange', 'tokenrequest', 'tokensent', 'tokenerror', 'closed', 'error', 'end', 'ended'];
const USUAL = { origin: wisdom, view: 'search', token: '/api/wisdom-token' };

const records = new WeakMap();

/** From now on the events of an element are kept, and those that come up to the document. */
function watch(element) {
  const events = [];
  records.set(element, events);
  for (const type of TYPES) {
    element.addEventListener(type, ({ detail }) => events.push({ type, code: detail?.error?.code, ...detail, error: undefined }));
  }
  return element;
}

const bubbled = [];
for (const type of TYPES) document.addEventListener(type, () => bubbled.push(type));

/** Adds an element with the usual options: what is set here is set as properties, and `null` leaves one out. */
function add(options = {}, target = document.querySelector('#place')) {
  const element = watch(document.createElement('wisdom-embed'));
  Object.assign(element, Object.fromEntries(Object.entries({ ...USUAL, ...options }).filter(([, value]) => value !== null)));
  target.append(element);
  return element;
}

const embed = () => document.querySelector('wisdom-embed');

const banner = () => document.querySelector('impersonation-banner');

/** The elements in a shadow tree that have this part, and can be seen. */
const parts = (element, name) =>
  [...element.shadowRoot.querySelectorAll(`[part~="${name}"]`)].filter((part) => part.checkVisibility());

/** Which view an element shows, and what is to be read in it: also the words of the page. */
function view(element = embed()) {
  const [shown] = parts(element, 'view');
  if (!shown) return { name: 'none', text: '' };
  const name = [...shown.part].find((part) => part !== 'view');
  const text = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.hidden) return '';
    const nodes = node.assignedNodes?.({ flatten: true }) ?? [];
    return [...(nodes.length > 0 ? nodes : node.childNodes)].map(text).join(' ');
  };
  return { name, text: text(shown).replace(/\s+/g, ' ').trim() };
}

const press = (name, element = embed()) => parts(element, name)[0].click();

/** How many frames the elements of the page have. */
const frames = () =>
  [...document.querySelectorAll('wisdom-embed')].reduce((sum, { shadowRoot }) => sum + shadowRoot.querySelectorAll('iframe').length, 0);

/** A session as `impersonate()` gives one, of the page's own. */
class Session extends EventTarget {
  constructor({ subject = 'b092f671', impersonatedBy = '849819e1', left = 1800 } = {}) {
    super();
    Object.assign(this, { subject, impersonatedBy, active: true, ended: 0 });
    this.expiresAt = new Date(Date.now() + left * 1000);
  }

  async end(reason = 'ended') {
    this.ended += 1;
    this.active = false;
    this.dispatchEvent(new CustomEvent('ended', { detail: { reason, revoked: reason === 'ended' } }));
    return { revoked: true };
  }
}

const define = async () => {
  window.sdk = await import('/embed-host/index.js');
  window.module = await import('/embed-host/element.js');
};

Object.assign(window, { wisdom });
if (!location.search.includes('late')) await define();
window.elements = {
  ...{ add, banner, bubbled, define, embed, frames, parts, press, Session, USUAL, view, watch },
  events: (element = embed()) => records.get(element),
};
