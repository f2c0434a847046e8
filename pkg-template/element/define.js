/** Defines an element, unless another copy of the package, or the page, has defined its name. A server has no registry. */
export function define(name, element) {
  const { customElements } = globalThis;
  if (customElements && !customElements.get(name)) customElements.define(name, element);
}
