// The bar that shows how long the guest's token still lives, as the SDK's own snapshot has it.

const tick = 250;
// A guest asks about this long before its token ends.
const lead = 10;
// What the SDK takes a token's life to be when neither backend nor token tells.
const assumed = 3600;

export class Life {
  #parts;
  #read;
  #length = 0;

  /** `read` gives the milliseconds that the token lives on, or null if there is none. */
  constructor(parts, read) {
    this.#parts = parts;
    this.#read = read;
    setInterval(() => this.#draw(), tick);
  }

  /** Tokens live for this many seconds, the last one said. */
  lasts(seconds = assumed) {
    this.#length = seconds;
    this.#placeMark();
    this.#draw();
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
    return (this.#read() ?? 0) / 1000;
  }

  #placeMark() {
    const { mark } = this.#parts;
    mark.hidden = this.#length <= lead;
    mark.style.left = `${(100 * lead) / this.#length}%`;
  }

  #draw() {
    const { meter, fill, left, of } = this.#parts;
    const given = this.#read() !== null;
    const remaining = this.#remaining();
    const rounded = Math.ceil(remaining);
    fill.style.transform = `scaleX(${this.#length ? Math.min(1, remaining / this.#length) : 0})`;
    meter.dataset.level = levelOf(remaining);
    meter.setAttribute('aria-valuemax', this.#length || 1);
    meter.setAttribute('aria-valuenow', rounded);
    meter.setAttribute('aria-valuetext', given ? `${spoken(rounded)} left` : 'no token');
    left.textContent = given ? spoken(rounded) : '';
    of.textContent = given ? `left of ${spoken(this.#length)}` : 'no token';
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
