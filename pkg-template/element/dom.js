/** Makes an element. No markup is parsed, so that a page may require Trusted Types. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A place for the page's own words, with the package's words for where there are none. */
export const words = (name, text = '') => make('slot', { name }, text);

/** The text that a slot shows. */
export function textOf(slot) {
  const assigned = slot.assignedNodes();
  const nodes = assigned.length > 0 ? assigned : [...slot.childNodes];
  return nodes.map(({ textContent }) => textContent).join('').trim();
}

/** Style sheets, by document and text: the elements of a page share them. */
const sheets = new WeakMap();

/**
 * Gives a shadow root its style sheet, one that was made by script: no policy forbids it, as policies do with `<style>`. It belongs
 * to a document, so an element that comes into another one needs this again. Test environments without layout have none.
 */
export function adoptStyle(root, text) {
  const { ownerDocument } = root;
  const { CSSStyleSheet } = ownerDocument.defaultView ?? {};
  if (!CSSStyleSheet || !('adoptedStyleSheets' in root)) return;
  if (!sheets.has(ownerDocument)) sheets.set(ownerDocument, new Map());
  const known = sheets.get(ownerDocument);
  if (!known.has(text)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    known.set(text, sheet);
  }
  root.adoptedStyleSheets = [known.get(text)];
}
