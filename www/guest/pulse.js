// Shows the data loads of the last minute, one mark each, so that a gap in the session can be seen.

const SHOWN = 60;

export class Pulse {
  #strip;

  constructor(strip) {
    this.#strip = strip;
    strip.replaceChildren(...Array.from({ length: SHOWN }, () => document.createElement('span')));
  }

  // 'ok', 'refused' by the server, 'failed' to reach it, or 'missed' without a token.
  beat(outcome) {
    const mark = this.#strip.firstElementChild;
    mark.className = outcome;
    this.#strip.append(mark);
  }
}
