// The list of what happened, newest first.
import { Announcer } from './announcer.js';

const longest = 200;

export class Timeline {
  #list;
  #latest;
  #announcer;

  /** `latest` shows only the newest entry, for layouts without the list. */
  constructor({ list, latest, announcer }) {
    this.#list = list;
    this.#latest = latest;
    this.#announcer = new Announcer(announcer);
  }

  /**
   * Adds an entry: its `kind`, a sentence, and optionally the call or event as code.
   * Returns functions that change it later: `repeat(times)` and `extend(sentence)`.
   */
  add(kind, sentence, code) {
    const entry = document.createElement('li');
    entry.className = 'entry';
    entry.dataset.kind = kind.replaceAll(' ', '-');
    const repeats = child('span', 'repeats', '');
    const head = child('p', 'head');
    head.append(child('span', 'kind', kind), repeats, clock());
    const text = child('p', 'sentence', sentence);
    entry.append(head, text);
    if (code) entry.append(child('code', 'code', code));

    this.#list.prepend(entry);
    while (this.#list.children.length > longest) this.#list.lastElementChild.remove();
    this.#latest.textContent = sentence;
    this.#announcer.say(kind, sentence);

    return {
      repeat: (times) => {
        repeats.textContent = `×${times.toLocaleString('en')}`;
      },
      extend: (more) => text.append(` ${more}`),
    };
  }
}

function child(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function clock() {
  const now = new Date();
  const element = child('time', 'when', `${now.toLocaleTimeString('en-GB')}.${String(now.getMilliseconds()).padStart(3, '0')}`);
  element.dateTime = now.toISOString();
  return element;
}
