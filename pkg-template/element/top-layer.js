/** Keeps a box above everything else: in the browser's top layer where it has one, and by the highest `z-index` where not. */
export class TopLayer {
  #box;
  /** Whose top layer it is in. */
  #document = null;
  #raise = ({ target }) => this.#comeUp(target);

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
  }

  hide() {
    this.#document?.removeEventListener('toggle', this.#raise, true);
    this.#document?.removeEventListener('fullscreenchange', this.#raise);
    if (this.#box.popover && this.#box.matches(':popover-open')) this.#box.hidePopover();
    this.#box.hidden = true;
  }

  /** Enters the top layer anew, after what has just entered it, with the focus where it was. */
  #comeUp(entered) {
    if (!entered.matches?.(':modal, :popover-open, :fullscreen')) return;
    const { activeElement } = this.#box.getRootNode();
    this.#box.hidePopover();
    this.#box.showPopover();
    activeElement?.focus();
  }
}
