import assert from 'node:assert/strict';

import { scenario } from './scenario.mjs';
import { until } from './until.mjs';

/**
 * `elements(name, run)` or `elements(name, options, run)`: a scenario on the page of the elements (`pages/elements.html`), whose own
 * functions are in `window.elements`.
 */
export function elements(name, ...rest) {
  const run = rest.pop();
  scenario(name, { path: '/e2e/elements.html', ...rest.pop() }, async (scene) => {
    await isSet(scene);
    await run({ ...scene, view: new View(scene.host) });
  });
}

/** Waits for the page's own script. */
export async function isSet({ host, uncaught }) {
  const holds = () => host.run(() => typeof window.elements === 'object');
  await until('the page of the elements', async () => uncaught.length > 0 || (await holds()));
  assert.deepEqual(uncaught, [], 'errors of the page');
}

/** The one `<wisdom-embed>` of the page, as a user sees it. */
class View {
  #host;

  constructor(host) {
    this.#host = host;
  }

  /** What it shows: `none` is the frame. */
  shown() {
    return this.#host.run(() => elements.view());
  }

  becomes(name) {
    return until(
      `the view ${name}`,
      () => this.shown(),
      (view) => view.name === name,
    );
  }

  /** Waits for a guest that works in its frame. */
  async works() {
    await until('a live element', () => this.#host.run(() => elements.embed().state === 'live'));
    const guest = await this.guest();
    await guest.works();
    return guest;
  }

  guest() {
    return this.#host.frame(() => elements.embed().embed.iframe);
  }

  events(type) {
    return this.#host.run((only) => elements.events().filter((event) => !only || event.type === only), type);
  }

  async fired(type, times = 1) {
    const events = await until(
      `${times} ${type}`,
      () => this.events(type),
      (seen) => seen.length >= times,
    );
    return events[times - 1];
  }
}
