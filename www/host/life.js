// The bar that shows how long the current token still lives, counted from the moment it arrived.

const tick = 250;
// A guest asks about this long before its token ends.
const lead = 10;
// What the SDK takes a token's life to be when neither backend nor token tells.
const assumed = 3600;

export class Life {
  #parts;
  #begun = 0;
  #length = 0;

  constructor(parts) {
    this.#parts = parts;
    setInterval(() => this.#draw(), tick);
  }

  /** A token of this many seconds has just arrived. */
  begin(seconds = assumed) {
    this.#begun = Date.now();
    this.#length = seconds;
    this.#placeMark();
    this.#draw();
  }

  /** There is no token any more. */
  clear() {
    this.begin(0);
  }

  /** Whether a token has been given and has not run out. */
  get alive() {
    return this.#remaining() > 0;
  }

  /** Seconds until the guest is expected to ask, or null if it should have done so. */
  get untilRequest() {
    const seconds = this.#remaining() - lead;
    return seconds > 0 ? seconds : null;
  }

  #remaining() {
    return Math.max(0, this.#length - (Date.now() - this.#begun) / 1000);
  }

  #placeMark() {
    const { mark } = this.#parts;
    mark.hidden = this.#length <= lead;
    mark.style.left = `${(100 * lead) / this.#length}%`;
  }

  #draw() {
    const { meter, fill, left, of } = this.#parts;
    const remaining = this.#remaining();
    const rounded = Math.ceil(remaining);
    fill.style.transform = `scaleX(${this.#length ? remaining / this.#length : 0})`;
    meter.dataset.level = levelOf(remaining);
    meter.setAttribute('aria-valuemax', this.#length || 1);
    meter.setAttribute('aria-valuenow', rounded);
    meter.setAttribute('aria-valuetext', this.#length ? `${spoken(rounded)} left` : 'no token');
    left.textContent = this.#length ? spoken(rounded) : '';
    of.textContent = this.#length ? `left of ${spoken(this.#length)}` : 'no token';
  }
}

function levelOf(remaining) {
  if (remaining <= 0) return 'out';
  return remaining <= lead ? 'low' : 'good';
}

function spoken(seconds) {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
