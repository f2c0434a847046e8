// Announces the timeline to screen readers: one message at a time, and routine renewals only for a while
// after somebody has pressed a button.

const pause = 1500;
const attention = 15_000;
const everyday = new Set(['asked', 'fetching', 'retrying', 'renewed', 'ignored', 'browser']);

export class Announcer {
  #region;
  #waiting = [];
  #timer = null;
  #attentiveUntil = 0;

  constructor(region) {
    this.#region = region;
  }

  say(kind, sentence) {
    const now = performance.now();
    if (kind === 'you') this.#attentiveUntil = now + attention;
    if (everyday.has(kind) && now > this.#attentiveUntil) return;
    this.#waiting.push(sentence);
    this.#timer ??= setTimeout(() => this.#speak(), pause);
  }

  #speak() {
    this.#timer = null;
    this.#region.textContent = this.#waiting.join(' ');
    this.#waiting = [];
  }
}
