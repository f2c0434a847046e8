import { GuestFrame } from './guest-frame.mjs';
import { until } from './until.mjs';

/** The host's page (`pages/stage.html`) and the embeds on it, each under a name of the test's own. */
export class HostPage {
  #page;
  #server;

  constructor(page, server) {
    this.#page = page;
    this.#server = server;
  }

  run(action, argument) {
    return this.#page.evaluate(action, argument);
  }

  async mount(name = 'embed', options = {}) {
    await this.run(
      ([called, given]) => {
        stage.mount(called, given);
      },
      [name, options],
    );
  }

  /** Mounts, and waits for a guest that works with its first token. */
  async mountAndLoad(name = 'embed', options = {}) {
    await this.mount(name, options);
    await this.becomes(name, 'live');
    const guest = await this.guest(name);
    await guest.works();
    return guest;
  }

  /** Mounts on a mint of the page's own, with tokens of so many seconds, and waits for the view. */
  async mountMinting(name, life, options = {}) {
    await this.run(
      ([called, seconds, given]) => {
        stage.mints[called] = stage.mint(seconds);
        stage.mount(called, { token: stage.mints[called].token, ...given });
      },
      [name, life, options],
    );
    await this.becomes(name, 'live');
    return this.guest(name);
  }

  /** What the mint of an embed was called for so far. */
  reasons(name = 'embed') {
    return this.run((called) => stage.mints[called].reasons, name);
  }

  /** Waits until the mint of an embed was called so many times. */
  minted(name, times) {
    return until(
      `${times} calls of the mint of ${name}`,
      () => this.reasons(name),
      (reasons) => reasons.length >= times,
    );
  }

  async close(name = 'embed') {
    await this.run((called) => stage.embeds[called].close(), name);
  }

  state(name = 'embed') {
    return this.run((called) => stage.embeds[called].state, name);
  }

  becomes(name, wanted) {
    return until(
      `${name} ${wanted}`,
      () => this.state(name),
      (state) => state === wanted,
    );
  }

  /** How `ready` turned out: 'pending', 'resolved', or the code it was rejected with. */
  outcome(name = 'embed') {
    return this.run((called) => stage.records[called].ready, name);
  }

  settles(name = 'embed') {
    return until(
      `${name}.ready settled`,
      () => this.outcome(name),
      (outcome) => outcome !== 'pending',
    );
  }

  /** The embed's events so far, each with its detail. */
  events(name = 'embed', type = undefined) {
    return this.run(
      ([called, only]) => stage.records[called].events.filter((event) => !only || event.type === only),
      [name, type],
    );
  }

  async types(name = 'embed') {
    return (await this.events(name)).map(({ type }) => type);
  }

  async fired(name, type, times = 1) {
    const events = await until(
      `${times} ${type} of ${name}`,
      () => this.events(name, type),
      (seen) => seen.length >= times,
    );
    return events[times - 1];
  }

  /** The guest of an embed; ask anew after its frame was moved, which gives it another document. */
  async guest(name = 'embed') {
    return this.frame((called) => stage.embeds[called].iframe, name);
  }

  /** The frame of the iframe that `find` finds: in the page's document, or, where it stands in another, in that of the iframe `within`. */
  async frame(find, argument, within = undefined) {
    const outer = within ? await contentOf(await this.#page.$(within)) : this.#page;
    return new GuestFrame(await contentOf(await outer.evaluateHandle(find, argument)), this.#server);
  }

  /** How many iframes there are in the document. */
  iframes() {
    return this.run(() => document.querySelectorAll('iframe').length);
  }

  /**
   * Waits until so many `message` events have arrived here. The SDK has seen them too: one event, one
   * dispatch.
   */
  heard(times) {
    return until(
      `${times} messages at the host`,
      () => this.run(() => window.mailbox.length),
      (count) => count >= times,
    );
  }

  messages() {
    return this.run(() => window.mailbox.length);
  }

  /**
   * When it returns, a call that the page began before has reached the server, and a message that it posted
   * has reached the guest.
   */
  async fence(...names) {
    await this.run(async () => {
      await fetch('/config.json', { cache: 'no-store' });
    });
    for (const name of names) await this.#fenceGuest(name);
  }

  async #fenceGuest(name) {
    const guest = await this.guest(name);
    const sent = await this.run((called) => {
      const number = (stage.fences += 1);
      stage.embeds[called].iframe.contentWindow.postMessage({ type: `fence ${number}` }, '*');
      return number;
    }, name);
    await until(
      'the fence at the guest',
      () => guest.mail(),
      (mail) => mail.some(({ type }) => type === `fence ${sent}`),
    );
  }
}

async function contentOf(iframe) {
  const frame = await iframe?.asElement()?.contentFrame();
  if (!frame) throw new Error('there is no such frame in the document');
  return frame;
}
