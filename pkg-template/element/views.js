import { FAILED, REFUSED, RETRY } from '../problem-words.js';
import { adoptStyle, make, words } from './dom.js';
import { EMBED_STYLE } from './embed-style.js';

/** The shadow tree of `<wisdom-embed>`: the frame's container, and what covers it while there is nothing to see in it. */
export class Views {
  /** The container for `mount`. */
  frame = make('div', { class: 'frame' });

  #root;
  #loading = view('loading', make('span', { part: 'spinner', 'aria-hidden': 'true' }), make('p', { part: 'message' }, words('loading', 'Loading…')));
  #refused = words('refused', REFUSED);
  #failed = words('error', FAILED);
  #code = make('code', { part: 'code' });
  #details = make('p', { part: 'details' });
  #retry = make('button', { part: 'retry', type: 'button' }, words('retry', RETRY));
  #problem = view('error', make('p', { part: 'message' }, this.#refused, this.#failed), this.#details, this.#code, this.#retry);

  /** What comes to be shown in here is announced. It can have the focus, so that a button that goes does not take it along. */
  #covers = make('div', { class: 'covers', role: 'status', tabindex: '-1' }, this.#loading, this.#problem);

  constructor(root, retry) {
    this.#root = root;
    this.#retry.addEventListener('click', retry);
    root.append(this.frame, this.#covers);
    this.adoptStyle();
    this.show('loading', {});
  }

  adoptStyle() {
    adoptStyle(this.#root, EMBED_STYLE);
  }

  /** Shows the frame, or covers it with a view: `loading`, `refused` or `error`. The last two have a code, and may have details. */
  show(name, problem) {
    const hadFocus = this.#covers.contains(this.#root.activeElement);
    const isProblem = name === 'refused' || name === 'error';
    this.#loading.hidden = name !== 'loading';
    this.#problem.hidden = !isProblem;
    if (isProblem) this.#describe(name, problem);
    // What is covered is not to be reached by the keyboard.
    this.frame.inert = name !== 'frame';
    if (hadFocus) this.#keepFocus(name);
  }

  #describe(name, { code = '', details = '' }) {
    this.#problem.setAttribute('part', `view ${name}`);
    this.#refused.hidden = name !== 'refused';
    this.#failed.hidden = name !== 'error';
    set(this.#code, code);
    set(this.#details, details);
  }

  /** Who pressed the button goes on where the view is. */
  #keepFocus(name) {
    if (name === 'frame') this.frame.querySelector('iframe')?.focus();
    else if (name === 'loading') this.#covers.focus();
  }
}

const view = (name, ...children) => make('div', { part: `view ${name}`, class: 'view', hidden: '' }, ...children);

/** Changes a text only where it differs: every change in a live region is announced. */
function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}
