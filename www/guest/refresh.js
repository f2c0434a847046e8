// Asks the parent page for a token in time, one request at once.

const LEAD = 10_000; // before expiry
const PATIENCE = 10_000; // for an answer
const PAUSE = 1000; // between a request that came to nothing, or an answer, and the next request

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

  // To be called often: asks if it is time to.
  look(now, remaining) {
    if (this.waiting && now - this.#askedAt >= PATIENCE) {
      this.#askedAt = null;
      this.#nextAt = now + PAUSE;
    }
    if (!this.waiting && remaining <= LEAD && now >= this.#nextAt) this.ask(now);
  }

  // Asks now. With a number it asks that often at once, waiting or not, as a page that misbehaves would.
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
