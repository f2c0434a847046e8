import assert from 'node:assert/strict';

import { add, text } from './harness/banner.mjs';
import { elements } from './harness/elements.mjs';
import { until } from './harness/until.mjs';

elements('it collapses by keyboard into whose session it is, at the top or at the bottom', async ({ host, page }) => {
  await add(host, { position: 'bottom' });
  const box = () => host.run(() => elements.banner().shadowRoot.querySelector('section').getBoundingClientRect().toJSON());
  const { height, width } = await host.run(() => ({ height: innerHeight, width: innerWidth }));
  const whole = await box();
  assert.deepEqual([whole.bottom, whole.left, whole.right], [height, 0, width]);
  const details = page.getByRole('button', { name: 'Details' });
  assert.equal(await details.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  assert.deepEqual([await text(page), await details.getAttribute('aria-expanded')], ['b092f671 Details', 'false']);
  assert.equal(await host.run(() => elements.banner().collapsed), true);
  const pill = await box();
  assert.deepEqual([pill.bottom, pill.right], [height, width]);
  assert.ok(pill.width < 300, `${pill.width}`);
  await host.run(() => {
    elements.banner().removeAttribute('collapsed');
    elements.banner().setAttribute('position', 'somewhere');
  });
  assert.deepEqual([(await box()).top, await host.run(() => elements.banner().position)], [0, 'top']);
});

/** Whether what is seen at the top of the page is the banner. */
const isOnTop = (host) => host.run(() => document.elementFromPoint(innerWidth / 2, 10)?.localName === 'impersonation-banner');

const WITHOUT_POPOVERS = () => {
  for (const name of ['showPopover', 'hidePopover', 'togglePopover', 'popover']) delete HTMLElement.prototype[name];
};

for (const [browser, scripts] of [
  ['', []],
  [' in a browser without popovers', [WITHOUT_POPOVERS]],
]) {
  elements(`it is above what has the highest z-index${browser}`, { scripts }, async ({ host }) => {
    await add(host);
    await host.run(() => {
      const cover = document.createElement('div');
      cover.style = 'position: fixed; inset: 0; z-index: 2147483647; background: white';
      document.body.prepend(cover);
    });
    assert.equal(await isOnTop(host), true);
    await host.run(() => window.session.end());
    assert.equal(await isOnTop(host), false);
  });
}

/** The colour of what is seen at the top left: what a modal dialog makes inert is found at no point. */
async function seen(host, page) {
  const png = await page.screenshot({ clip: { x: 2, y: 2, width: 1, height: 1 } });
  return host.run(async (data) => {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    context.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data].join();
  }, png.toString('base64'));
}

const COVER = 'inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; margin: 0; background: white';

// What comes into the top layer after the banner, and covers the whole page.
const COVERS = [
  ['popover', `<div id="cover" popover="manual" style="position: fixed; ${COVER}"></div>`, () => document.querySelector('#cover').showPopover(), 'end'],
  ['modal dialog', `<dialog id="cover" style="${COVER}"></dialog>`, () => document.querySelector('#cover').showModal(), undefined],
  ['full screen', '<div id="cover" style="background: white"></div>', () => document.querySelector('#cover').requestFullscreen(), undefined],
];

/** Has a dialog in the shadow tree of another element opened, closed and, when that was told, opened again. */
async function showAgain() {
  const dialog = document.querySelector('#cover').shadowRoot.querySelector('dialog');
  dialog.showModal();
  const told = new Promise((resolve) => dialog.addEventListener('close', resolve));
  dialog.close();
  await told;
  dialog.showModal();
}

/** The same in one task. */
function showAgainAtOnce() {
  const dialog = document.querySelector('#cover').shadowRoot.querySelector('dialog');
  dialog.showModal();
  dialog.close();
  dialog.showModal();
}

const IN_SHADOW = `<div id="cover"><template shadowrootmode="open"><dialog style="${COVER}"><button>OK</button></dialog></template></div>`;

const addShadow = (html) => document.body.append(...Document.parseHTMLUnsafe(html).body.children);

for (const [what, scripts, html, show] of [
  ['in a shadow tree', [], IN_SHADOW, showAgain],
  ['in a shadow tree that is closed and opened in one task', [], IN_SHADOW, showAgainAtOnce],
  ['of a browser that tells of none', [() => window.addEventListener('toggle', (event) => event.stopImmediatePropagation(), true)], `<dialog id="cover" style="${COVER}"><button>OK</button></dialog>`, () => document.querySelector('#cover').showModal()],
]) {
  elements(`it is seen above a modal dialog ${what}`, { scripts }, async ({ host, page }) => {
    await add(host);
    await host.run(() => elements.banner().style.setProperty('--impersonation-banner-background', 'rgb(1, 200, 3)'));
    await host.run(addShadow, html);
    await host.run(show);
    await until('the banner above the dialog', () => seen(host, page), (colour) => colour === '1,200,3,255');
  });
}

elements('two of them leave each other alone', async ({ host, page }) => {
  await host.run(() => {
    window.toggled = 0;
    const session = new elements.Session();
    const banners = ['top', 'bottom'].map((position) => Object.assign(document.createElement('impersonation-banner'), { position, session }));
    document.body.append(...banners);
    for (const { shadowRoot } of banners) shadowRoot.addEventListener('toggle', () => (window.toggled += 1), true);
  });
  for (const place of [0, 1, 0, 1]) await page.getByRole('button', { name: 'End' }).nth(place).focus();
  await host.fence();
  const before = await host.run(() => window.toggled);
  await host.run(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await host.fence();
  assert.equal(await host.run(() => window.toggled), before);
});

for (const [what, html, show, focused] of COVERS) {
  elements(`it is seen above a ${what} that comes later, and keeps the focus where that may be`, async ({ host, page }) => {
    await add(host);
    await host.run((cover) => {
      elements.banner().style.setProperty('--impersonation-banner-background', 'rgb(1, 200, 3)');
      document.body.insertAdjacentHTML('beforeend', cover);
    }, html);
    await page.getByRole('button', { name: 'End' }).focus();
    await host.run(show);
    await until(`the banner above the ${what}`, () => seen(host, page), (colour) => colour === '1,200,3,255');
    assert.equal(await host.run(() => elements.banner().shadowRoot.activeElement?.getAttribute('part')), focused);
  });
}

elements('its words, its name and its colours are the page’s where it has its own', async ({ host, page }) => {
  await add(host);
  await host.run(() => {
    elements.banner().insertAdjacentHTML('beforeend', `
      <span slot="acting-as">Sie handeln als</span><span slot="by">geöffnet von</span><span slot="left">verbleibend</span>
      <span slot="end">Beenden</span><span slot="details">Einzelheiten</span>`);
    elements.banner().ariaLabel = 'Sitzung';
    elements.banner().style.setProperty('--impersonation-banner-background', 'rgb(1, 2, 3)');
  });
  await page.addStyleTag({ content: 'impersonation-banner::part(end) { color: rgb(4, 5, 6); }' });
  const section = await page.getByRole('region', { name: 'Sitzung' }).ariaSnapshot();
  for (const words of ['Sie handeln als', 'geöffnet von', 'verbleibend', 'button "Beenden"', 'button "Einzelheiten"']) {
    assert.ok(section.includes(words), section);
  }
  assert.doesNotMatch(section, /opened|left|End|Details/);
  const colours = await host.run(() => ['section', '[part=end]'].map((selector) => {
    const { backgroundColor, color } = getComputedStyle(elements.banner().shadowRoot.querySelector(selector));
    return [backgroundColor, color];
  }));
  assert.deepEqual([colours[0][0], colours[1][1]], ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
});
