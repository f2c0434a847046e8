// Asks the parent page for a token before the current one expires, one request at a time.

const LEAD = 10_000; // before expiry
const TIMEOUT = 10_000; // for an answer
const PAUSE = 1000; // after an answer or a timeout, before the next request

export class Refresh {
  #parent;
  #adopt;
  #askedAt = null;
  #nextAt = 0;
  asks = 0;
  answers = 0;

  constructor(parent, adopt) {
    this.#parent = parent;
    this.#adopt = adopt;
    addEventListener('message', (event) => this.#hear(event));
  }

  get waiting() {
    return this.#askedAt !== null;
  }

  // Asks if it is time to. To be called often.
  update(now, remaining) {
    if (this.waiting && now - this.#askedAt >= TIMEOUT) {
      this.#askedAt = null;
      this.#nextAt = now + PAUSE;
    }
    if (!this.waiting && remaining <= LEAD && now >= this.#nextAt) this.ask(now);
  }

  // Asks now. With `times` it asks that often at once, waiting or not, as a misbehaving page would.
  ask(now, times) {
    if (this.waiting && times === undefined) return false;
    this.#askedAt = now;
    this.asks += times ?? 1;
    for (let left = times ?? 1; left > 0; left -= 1) this.#parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
    return true;
  }

  #hear(event) {
    if (event.source !== this.#parent || event.data?.type !== 'JWT_TOKEN_RESPONSE') return;
    if (!this.#adopt(event.data.token)) return;
    this.answers += 1;
    this.#askedAt = null;
    this.#nextAt = Date.now() + PAUSE;
  }
}
