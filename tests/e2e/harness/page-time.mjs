import { until } from './until.mjs';

/** The time of all documents of a page. It goes on by itself, and can be moved (`clock: true`). */
export class PageTime {
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** From a second later on time stands still, until it is moved. */
  async stands() {
    await this.#page.clock.pauseAt((await this.#now()) + 1_000);
  }

  /** So many seconds go by, and every timer goes off when it is due. */
  async passes(seconds) {
    await this.#page.clock.runFor(seconds * 1_000);
  }

  /** Time goes by, so many seconds at once, until it holds. */
  passesUntil(what, holds, seconds = 20) {
    return until(what, async () => {
      await this.passes(seconds);
      return holds();
    });
  }

  /** How many seconds the monotonic clock of the page has gone. */
  elapsed() {
    return this.#page.evaluate(() => performance.now() / 1_000);
  }

  /** The machine sleeps, and both clocks go on: a timer that was due meanwhile goes off once, late. */
  async sleeps(seconds) {
    await this.#page.clock.fastForward(seconds * 1_000);
  }

  /**
   * The wall clock alone moves, either way, and no timer goes off. So it is after a sleep on machines whose
   * monotonic clock stands still meanwhile, and when somebody sets the clock.
   */
  async wallClockMoves(seconds) {
    await this.#page.clock.setSystemTime((await this.#now()) + seconds * 1_000);
  }

  #now() {
    return this.#page.evaluate(() => Date.now());
  }
}
