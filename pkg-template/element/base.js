/** What both elements extend. Where a server renders there is no `HTMLElement`: the classes exist, and are not defined as elements. */
export class Base extends (globalThis.HTMLElement ?? class {}) {
  /** Takes over what was set before the element was defined: such a property hides the accessor of the class. */
  connectedCallback() {
    for (const name of Object.keys(this)) {
      if (!(name in Object.getPrototypeOf(this))) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  /** Sets an attribute to a text, or removes it for `null` and `undefined`. */
  reflect(name, value) {
    if (value === null || value === undefined) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }
}
