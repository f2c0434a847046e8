// Owns the embed of the page: mounts it as any app would, gives it another user, and closes it.
import { mount } from '/embed-host/index.js';
import { watched } from './fetches.js';
import { Narrator } from './narrator.js';
import { wisdomToken } from './wisdom-token.js';

// How long the SDK waits for one token, in ms. It is also the SDK's default.
const deadline = 10_000;

export class Stage {
  #target;
  #origin;
  #display;
  #embed = null;
  #narrator = null;

  /** `origin` is the tenant's. `display` is what shows the events: `{ timeline, life, vitals }`. */
  constructor(target, origin, display) {
    this.#target = target;
    this.#origin = origin;
    this.#display = display;
  }

  /** The current embed, which may be closed; null before the first one. */
  get embed() {
    return this.#embed;
  }

  /** Whether there is an embed that answers its guest. */
  get serving() {
    return this.#embed !== null && !['refused', 'closed'].includes(this.#embed.state);
  }

  /** Mounts a new embed for `user`, and closes the one that is there. */
  mount(user) {
    this.close();
    const { timeline, vitals } = this.#display;
    const narrator = new Narrator(this.#display, deadline);
    const embed = mount(this.#target, {
      origin: this.#origin,
      view: 'search',
      token: watched(wisdomToken, narrator),
      user,
      timeout: deadline,
      title: 'Analytics',
      className: 'guest',
    });
    this.#embed = embed;
    this.#narrator = narrator;
    narrator.follow(embed);
    vitals.showState(embed.state);
    timeline.add('mounted', `A frame for ${user} is in place; its address waits for a token.`, "mount('#stage', { origin, view, token, user })");
  }

  /** Switches the embed to `user`, which removes the current view at once. Resolves when the new view has loaded. */
  switchTo(user) {
    return this.#embed.switchUser({ token: watched(wisdomToken, this.#narrator), user });
  }

  /** Closes the embed, if one is open. */
  close() {
    this.#embed?.close();
  }
}
