// The bar that shows the remaining lifetime of the guest's token, read from the SDK's snapshot.

const tick = 250;
// A guest asks about this long before its token ends.
const lead = 10;
// The lifetime that the SDK assumes if neither the backend nor the token gives one.
const assumed = 3600;

export class Life {
  #parts;
  #read;
  #length = 0;

  /** `read` returns the milliseconds until the token expires, or null if there is none. */
  constructor(parts, read) {
    this.#parts = parts;
    this.#read = read;
    setInterval(() => this.#draw(), tick);
  }

  /** Sets the lifetime of the last token, in seconds. */
  lasts(seconds = assumed) {
    this.#length = seconds;
    this.#placeMark();
    this.#draw();
  }

  /** Whether there is a token that has not expired. */
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
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}
