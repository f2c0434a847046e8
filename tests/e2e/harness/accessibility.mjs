import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SCREENS = {
  laptop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** axe-core finds nothing in a page, light and dark, on a laptop and on a phone. The guest's page is its own business. */
export async function isAccessible(page, name) {
  await page.evaluate(AXE);
  for (const [screen, size] of Object.entries(SCREENS)) {
    for (const colorScheme of ['light', 'dark']) {
      await page.setViewportSize(size);
      // Without an animation no colour is on its way to another one.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      assert.deepEqual(await page.evaluate(findings), [], `${name}, ${colorScheme}, on a ${screen}`);
    }
  }
}

/** Runs in the page: the rules that are broken, and where. */
async function findings() {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
}

/** With the Tab key alone, everything is reached that a pointer can press, and nothing that cannot be seen. */
export async function isReachedByKeyboard(page, name) {
  const wanted = await page.evaluate(markOperable);
  assert.ok(wanted.length > 0, `${name}: there is something to reach`);
  const reached = new Set();
  await page.evaluate(goToTheTop);
  // Beyond the last element the focus goes through the browser's own parts, and through what is in a frame.
  for (let presses = 0; presses < 4 * wanted.length + 80 && reached.size < wanted.length; presses += 1) {
    await page.keyboard.press('Tab');
    const { mark, isSeen, label } = await page.evaluate(focused);
    assert.ok(isSeen, `${name}: the focus is on something hidden: ${label}`);
    if (mark !== null) reached.add(mark);
  }
  assert.deepEqual(wanted.filter((_, mark) => !reached.has(mark)), [], `${name}: not reached with the Tab key`);
}

/**
 * Runs in the page: the next Tab goes to its first element. From the end of a page, Firefox goes round to the last element of a shadow
 * tree if nothing comes after that.
 */
function goToTheTop() {
  const top = document.createElement('span');
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
}

/** Runs in the page: numbers what can be operated, and tells what it is. Of some radio buttons one is enough: arrow keys reach the others. */
function markOperable() {
  const OPERABLE = 'a[href], button, input, select, textarea, summary, iframe, [tabindex="0"]';
  const within = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? within(element.shadowRoot) : [])]);
  const isOut = (element) => element.closest('[inert]') || element.matches(':disabled, [type="hidden"]');
  const isInert = (element) => {
    for (let at = element; at; at = at.getRootNode().host) if (isOut(at)) return true;
    return false;
  };
  const groups = new Set();
  const isFirst = (element) => element.type !== 'radio' || (!groups.has(element.name) && groups.add(element.name));
  window.operable = within(document).filter((element) => element.matches(OPERABLE) && element.checkVisibility({ visibilityProperty: true }) && !isInert(element) && isFirst(element));
  return window.operable.map((element) => element.outerHTML.slice(0, 120));
}

/** Runs in the page: what has the focus, whether it can be seen, and which of the numbered ones it is. */
function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return { mark: null, isSeen: true, label: 'nothing' };
  const mark = window.operable.findIndex((element) => element === at || (at.type === 'radio' && element.type === 'radio' && element.name === at.name));
  return { mark: mark < 0 ? null : mark, isSeen: at.checkVisibility({ visibilityProperty: true }), label: at.outerHTML.slice(0, 120) };
}
