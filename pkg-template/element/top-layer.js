/** Keeps a box above everything else: in the browser's top layer where it has one, and by the highest `z-index` where not. */
export class TopLayer {
  #box;
  /** Whose top layer it is in. */
  #document = null;
  /** What it has come up above, because of the focus in it. */
  #below = null;
  #raise = ({ target }) => this.#comeUp(target);
  #follow = (event) => this.#comeUpAbove(event.composedPath().find(isOnTop));

  constructor(box) {
    this.#box = box;
  }

  show() {
    this.#box.hidden = false;
    if (!this.#box.showPopover) return;
    this.#box.popover = 'manual';
    if (!this.#box.matches(':popover-open')) this.#box.showPopover();
    // What enters the top layer later is above it: dialogs, popovers, what is full screen.
    this.#document = this.#box.ownerDocument;
    this.#document.addEventListener('toggle', this.#raise, true);
    this.#document.addEventListener('fullscreenchange', this.#raise);
    // A `toggle` does not leave a shadow tree, and older browsers have none for dialogs; but a modal dialog takes the focus.
    this.#document.addEventListener('focusin', this.#follow);
  }

  hide() {
    this.#document?.removeEventListener('toggle', this.#raise, true);
    this.#document?.removeEventListener('fullscreenchange', this.#raise);
    this.#document?.removeEventListener('focusin', this.#follow);
    if (this.#box.popover && this.#box.matches(':popover-open')) this.#box.hidePopover();
    this.#box.hidden = true;
  }

  /** Comes up once for each time that something with the focus in it is opened. */
  #comeUpAbove(entered) {
    if (!entered || entered === this.#box || entered === this.#below) return;
    const forget = () => {
      if (this.#below === entered) this.#below = null;
    };
    for (const type of ['close', 'toggle']) entered.addEventListener(type, forget, { once: true });
    this.#below = entered;
    this.#comeUp(entered);
  }

  /** Enters the top layer anew, after what has just entered it, with the focus where it was. */
  #comeUp(entered) {
    if (!isOnTop(entered)) return;
    const { activeElement } = this.#box.getRootNode();
    this.#box.hidePopover();
    this.#box.showPopover();
    activeElement?.focus();
  }
}

const isOnTop = (entered) => Boolean(entered.matches?.(':modal, :popover-open, :fullscreen'));
