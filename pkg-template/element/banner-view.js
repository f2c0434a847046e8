import { BANNER_STYLE } from './banner-style.js';
import { adoptStyle, make, textOf, words } from './dom.js';

const NAME = 'Impersonation';

/** The shadow tree of `<impersonation-banner>`. */
export class BannerView {
  #root;
  #actingAs = words('acting-as', 'You are acting as');
  #subject = make('strong', { part: 'subject' });
  #impersonator = make('span', { part: 'impersonator' });
  #by = make('span', { part: 'by' }, words('by', 'opened by'), ' ', this.#impersonator);
  #time = make('time', { role: 'timer' });
  #left = make('span', { part: 'time' }, this.#time, ' ', words('left', 'left'));
  #end = make('button', { part: 'end', type: 'button' }, words('end', 'End'));
  #toggle = make(
    'button',
    { part: 'toggle', type: 'button', 'aria-controls': 'details' },
    make('span', { class: 'arrow', 'aria-hidden': 'true' }),
    make('span', { class: 'spoken' }, words('details', 'Details')),
  );
  #announcement = make('span', { class: 'spoken', role: 'status' });

  /** The banner itself. */
  box = make(
    'section',
    { part: 'banner', hidden: '' },
    make('span', { part: 'who' }, make('span', { part: 'acting-as' }, this.#actingAs), ' ', this.#subject),
    make('span', { id: 'details' }, this.#by, this.#left, this.#end),
    this.#toggle,
    this.#announcement,
  );

  constructor(root, { toggle, end }) {
    this.#root = root;
    this.#toggle.addEventListener('click', toggle);
    this.#end.addEventListener('click', end);
    root.append(this.box);
    this.adoptStyle();
    this.arrange({ position: 'top', collapsed: false, name: null });
  }

  adoptStyle() {
    adoptStyle(this.#root, BANNER_STYLE);
  }

  /** Where it is, how much of it is seen, and what it is called. */
  arrange({ position, collapsed, name }) {
    this.box.dataset.position = position;
    this.box.toggleAttribute('data-collapsed', collapsed);
    this.#toggle.setAttribute('aria-expanded', String(!collapsed));
    this.box.setAttribute('aria-label', name || NAME);
  }

  /** A session's ids, until there are names, and whether its end was asked for. */
  show({ subject, impersonatedBy }, isEnding) {
    if (!isEnding) this.name({ subject, impersonatedBy });
    this.#by.hidden = impersonatedBy === undefined;
    // A button that is disabled loses the focus; this one is only said to be.
    this.#end.setAttribute('aria-disabled', String(isEnding));
  }

  name({ subject, impersonatedBy }) {
    if (typeof subject === 'string') this.#subject.textContent = subject;
    if (typeof impersonatedBy === 'string') this.#impersonator.textContent = impersonatedBy;
  }

  /** After its time only the server ends a session: there is nothing to count then. */
  countDown(text, seconds) {
    this.#time.textContent = text;
    this.#time.dateTime = `PT${seconds}S`;
    this.#left.hidden = seconds === 0;
  }

  announce(duration) {
    const who = `${textOf(this.#actingAs)} ${this.#subject.textContent}`;
    this.#announcement.textContent = duration ? `${who}: ${duration}` : who;
  }
}
