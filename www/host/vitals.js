// The facts beside the timeline: the state, the current fetch, and the counts.

const tick = 100;

export class Vitals {
  #parts;
  #life;
  #tallies = { asked: 0, sent: 0, ignored: 0, errors: 0 };
  #fetch = null;
  #holds = false;
  #state = '';
  #resting = 'No token yet.';

  /** `parts` are the elements `chip`, `stage`, `placeholder` and `fetching`, and in `tallies` one for each tally. */
  constructor(parts, life) {
    this.#parts = parts;
    this.#life = life;
    setInterval(() => this.#draw(), tick);
  }

  get tallies() {
    return { ...this.#tallies };
  }

  showState(state) {
    const { chip, stage, placeholder } = this.#parts;
    this.#state = state;
    chip.textContent = state;
    chip.dataset.state = state;
    stage.dataset.state = state;
    placeholder.textContent = placeholders[state] ?? '';
  }

  count(name, times = 1) {
    this.#tallies[name] += times;
    this.#parts.tallies[name].textContent = this.#tallies[name].toLocaleString('en');
  }

  startFetch(deadline) {
    this.#fetch = { begun: performance.now(), deadline };
    this.#resting = null;
  }

  endFetch() {
    this.#fetch = null;
  }

  /** Whether a token is cached that the guest has not asked for yet. */
  hold(holds) {
    this.#holds = holds;
  }

  /** Shows `sentence` until the next fetch. */
  rest(sentence) {
    this.#resting = sentence;
  }

  #draw() {
    const { fetching } = this.#parts;
    const sentence = this.#sentence();
    if (fetching.textContent !== sentence) fetching.textContent = sentence;
    fetching.dataset.busy = this.#fetch !== null;
  }

  #sentence() {
    if (this.#fetch) {
      const seconds = (performance.now() - this.#fetch.begun) / 1000;
      return `Fetching a token: ${seconds.toFixed(1)} s of ${this.#fetch.deadline / 1000} s`;
    }
    if (this.#resting) return this.#resting;
    if (this.#state === 'loading') return 'The view is loading.';
    if (!this.#life.alive) return this.#holds ? 'The next token is cached, and the guest may still ask.' : 'The last token has expired.';
    const seconds = this.#life.untilRequest;
    const cached = this.#holds ? 'The next token is cached. ' : '';
    return `${cached}The guest will ask ${seconds === null ? 'any moment' : `in about ${Math.ceil(seconds)} s`}.`;
  }
}

const placeholders = {
  loading: 'Getting the first token …',
  refused: 'The backend refused. Sign in to go on.',
  closed: 'No embed. Press “Remount”.',
};
