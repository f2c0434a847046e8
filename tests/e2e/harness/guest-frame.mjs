import { until } from './until.mjs';

/** The document that an iframe shows, seen from the inside, whatever origin it is of. */
export class GuestFrame {
  #frame;
  #server;

  constructor(frame, server) {
    this.#frame = frame;
    this.#server = server;
  }

  run(action, argument) {
    return this.#frame.evaluate(action, argument);
  }

  /** Reads something of the document, or of the one that takes its place meanwhile. */
  #read(what, action) {
    return until(what, () => this.run(action), () => true);
  }

  /** A frame inside this one. */
  async frame(find) {
    const iframe = await this.#frame.evaluateHandle(find);
    return new GuestFrame(await iframe.asElement().contentFrame(), this.#server);
  }

  /** The address, with its tokens only counted. */
  address() {
    return this.#read('an address', () => {
      const { token = [], ...query } = Object.groupBy(new URLSearchParams(location.search), ([name]) => name);
      const values = Object.entries(query).map(([name, pairs]) => [
        name,
        pairs.map(([, value]) => value).join(),
      ]);
      return {
        origin: location.origin,
        path: location.pathname,
        query: Object.fromEntries(values),
        tokens: token.length,
      };
    });
  }

  /** Posts so many token requests to the parent, all in one task. */
  async ask(times = 1) {
    await this.post({ type: 'REQUEST_JWT_TOKEN' }, times);
  }

  async post(message, times = 1) {
    await this.#server.tellNextTokensApart();
    await this.run(
      ([posted, count]) => {
        for (let sent = 0; sent < count; sent += 1) window.parent.postMessage(posted, '*');
      },
      [message, times],
    );
  }

  /** Every `message` event of this document so far. */
  mail() {
    return this.#read('a mailbox', () => window.mailbox);
  }

  /** The tokens that were posted to this document so far. */
  async answers() {
    return (await this.mail()).filter(({ type }) => type === 'JWT_TOKEN_RESPONSE');
  }

  answered(times = 1) {
    return until(
      `${times} answers`,
      () => this.answers(),
      (answers) => answers.length >= times,
    );
  }

  /** What the page says about itself: its state, its user, how much data it loaded. */
  async says() {
    // Right after a move there may be no body yet.
    const said = await this.#read('a page', () => ({ ...document.body?.dataset }));
    return {
      ...said,
      loads: Number(said.loads ?? 0),
      asks: Number(said.asks),
      answers: Number(said.answers),
    };
  }

  /** Waits until the guest has loaded data with its token. */
  works() {
    return until(
      'a guest that works',
      () => this.says(),
      ({ state, loads }) => state === 'live' && loads > 0,
    );
  }

  /** Waits until the guest has loaded more data than it had. */
  async worksOn() {
    const before = await this.says();
    return until(
      'a guest that goes on',
      () => this.says(),
      ({ state, loads }) => state === 'live' && loads > before.loads,
    );
  }

  /** Has the stand-in tell its page to do something by itself. */
  async told(command) {
    await until(
      'a guest that takes commands',
      () => this.says(),
      ({ commands }) => commands === 'open',
    );
    await this.#server.tellNextTokensApart();
    await this.#server.guests(command);
  }

  async leaveFor(url) {
    await this.run((address) => location.assign(address), url);
    await this.shows(url);
  }

  async shows(url) {
    await until(
      `a frame that shows ${new URL(url).origin}`,
      async () => {
        const state = await this.run(() => ({
          href: location.origin + location.pathname,
          done: document.readyState,
        })).catch(() => null);
        return state?.done === 'complete' ? state.href : null;
      },
      (href) => href === url.split('?')[0],
    );
  }
}
