// Frames beside the embed that must not get a token.

export class AttackerFrames {
  #tray;
  #buttons;

  /** `buttons` maps a frame's name to the button that shows and removes it. */
  constructor(tray, buttons) {
    this.#tray = tray;
    this.#buttons = buttons;
  }

  has(name) {
    return this.#figure(name) !== null;
  }

  /** Shows `address` in a frame under `caption`. Resolves when it has loaded. */
  async show(name, address, caption) {
    const figure = document.createElement('figure');
    figure.dataset.name = name;
    const text = document.createElement('figcaption');
    text.textContent = caption;
    const frame = document.createElement('iframe');
    frame.title = caption;
    frame.src = address;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    figure.append(text, frame);
    this.#tray.append(figure);
    this.#update();
    await loaded;
  }

  remove(name) {
    this.#figure(name)?.remove();
    this.#update();
  }

  #figure(name) {
    return this.#tray.querySelector(`[data-name="${name}"]`);
  }

  #update() {
    this.#tray.hidden = this.#tray.children.length === 0;
    for (const [name, button] of Object.entries(this.#buttons)) button.ariaPressed = String(this.has(name));
  }
}
