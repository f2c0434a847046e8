// The last minute of data loads, one mark each: the session goes on, or it had a gap.

const SHOWN = 60;

export class Pulse {
  #strip;

  constructor(strip) {
    this.#strip = strip;
    strip.replaceChildren(...Array.from({ length: SHOWN }, () => document.createElement('span')));
  }

  // 'ok', 'refused' by the server, 'failed' to reach it, or 'missed' for want of a token.
  beat(outcome) {
    const mark = this.#strip.firstElementChild;
    mark.className = outcome;
    this.#strip.append(mark);
  }
}
