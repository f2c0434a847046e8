/** Keeps a box above everything else: in the browser's top layer where it has one, and by the highest `z-index` where not. */
export class TopLayer {
  #box;
  /** Ends whatever is listened to while the box is shown. */
  #shown = new AbortController();
  /** What was found on top by the focus in it, and is listened to. */
  #watched = new WeakSet();
  /** What of that the box has come up above. */
  #below = new WeakSet();

  constructor(box) {
    this.#box = box;
  }

  show() {
    this.#box.hidden = false;
    if (!this.#box.showPopover) return;
    this.#box.popover = 'manual';
    if (!this.#box.matches(':popover-open')) this.#box.showPopover();
    this.#listen();
  }

  hide() {
    this.#shown.abort();
    if (this.#box.popover && this.#box.matches(':popover-open')) this.#box.hidePopover();
    this.#box.hidden = true;
  }

  /** What enters the top layer later is above the box: dialogs, popovers, what is full screen. */
  #listen() {
    this.#shown.abort();
    this.#shown = new AbortController();
    this.#watched = new WeakSet();
    this.#below = new WeakSet();
    const { signal } = this.#shown;
    const raise = ({ target }) => this.#comeUp(target);
    const { ownerDocument } = this.#box;
    ownerDocument.addEventListener('toggle', raise, { capture: true, signal });
    ownerDocument.addEventListener('fullscreenchange', raise, { signal });
    // A `toggle` does not leave a shadow tree, and older browsers have none for dialogs; but a modal dialog takes the focus.
    ownerDocument.addEventListener('focusin', (event) => this.#comeUpAbove(event.composedPath().find(isOnTop)), { signal });
  }

  /** Comes up once for each time that something with the focus in it is opened. */
  #comeUpAbove(entered) {
    if (!entered || this.#isBanner(entered) || this.#below.has(entered)) return;
    this.#below.add(entered);
    this.#watch(entered);
    this.#comeUp(entered);
  }

  /** Whether it is the box of a banner. Two of them would come up above each other for ever. */
  #isBanner(entered) {
    return entered.getRootNode().host?.localName === this.#box.getRootNode().host.localName;
  }

  /** What is closed and opened again may have kept the focus, and then tells nobody else. */
  #watch(entered) {
    if (this.#watched.has(entered)) return;
    this.#watched.add(entered);
    const told = () => {
      this.#below.delete(entered);
      if (isOnTop(entered)) this.#comeUpAbove(entered);
    };
    for (const type of ['close', 'toggle']) entered.addEventListener(type, told, { signal: this.#shown.signal });
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
