import { until } from './until.mjs';

/** The page of an app that an impersonation link leads to (`pages/landing.html`, `pages/late.html`). */
export class Landing {
  #page;
  #melody;

  constructor(page, { melody }) {
    this.#page = page;
    this.#melody = melody;
  }

  /** Opens an address there, as a click on a link in another site does, and waits for the page's script. */
  static async at(page, server, address) {
    await Landing.goTo(page, server, address);
    const landing = new Landing(page, server);
    await landing.isSet();
    return landing;
  }

  /** Opens an address. The browser's own error would show it, with the token in it. */
  static async goTo(page, { melody }, address) {
    await page.goto(address).catch((error) => {
      throw new Error(melody.masked(error.message));
    });
  }

  /** Opens a link to the usual page. */
  static async with(page, server, { query }) {
    return Landing.at(page, server, `${server.host}/e2e/landing.html?${query}`);
  }

  async isSet() {
    await until('the landing page', () => this.run(() => typeof window.landing?.open === 'function'));
  }

  run(action, argument) {
    return this.#page.evaluate(action, argument);
  }

  /** What `impersonate()` comes to: the facts of a session, null, or `{ code }`. */
  open(options = {}, name = 'session') {
    return this.run(([given, called]) => landing.open(given, called), [options, name]);
  }

  /** What was wrong with the link, where `impersonate()` gave a session all the same: whose, and the error. */
  async refused(options = {}, name = 'session') {
    const { subject, active, linkError } = await this.open(options, name);
    return { subject, active, linkError };
  }

  accessToken(name = 'session') {
    return this.run((called) => landing.accessToken(called), name);
  }

  /** What is known of a session now. */
  told(name = 'session') {
    return this.run((called) => landing.told(landing.sessions[called]), name);
  }

  end(name = 'session') {
    return this.run((called) => landing.sessions[called].end(), name);
  }

  events(name = 'session') {
    return this.run((called) => landing.events[called], name);
  }

  /** Waits for the first event of a type. */
  async fired(type, name = 'session') {
    const find = async () => (await this.events(name)).find((event) => event.type === type);
    return until(`an event ${type}`, find);
  }

  async reload() {
    await this.#page.reload();
    await this.isSet();
  }

  /** The address, with a word in the place of every token. */
  address() {
    return this.#melody.masked(this.#page.url());
  }

  /** What a storage holds: its keys, and whether any of the tokens is in it. */
  async storage(name = 'sessionStorage') {
    const entries = await this.run((called) => Object.entries(window[called]), name);
    const text = JSON.stringify(entries);
    const holds = [...this.#melody.tokens].filter((token) => text.includes(token)).length;
    return { keys: entries.map(([key]) => key).sort(), tokens: holds };
  }
}
