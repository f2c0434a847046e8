// What people need who cannot see well, or have no mouse: contrast, names and roles as axe-core judges them, and the keyboard.
import { isAccessible, isReachedByKeyboard } from './harness/accessibility.mjs';
import { add, banner } from './harness/banner.mjs';
import { elements } from './harness/elements.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const page = (path) => ({ path, user: null });

const reads = (at, selector, wanted) =>
  until(
    `${selector}: ${wanted}`,
    () => at.textContent(selector),
    (text) => text === wanted,
  );

/** Both ways of looking at a page. */
async function isForEverybody(at, name) {
  await isReachedByKeyboard(at, name);
  await isAccessible(at, name);
}

scenario('the demo is for everybody, with its help, while it works and when it is closed', page('/'), async ({ page: demo }) => {
  await reads(demo, '#state', 'live');
  await isForEverybody(demo, 'the demo');
  await demo.click('[data-control="snapshot"]');
  await isAccessible(demo, 'the snapshot');
  await demo.keyboard.press('Escape');
  await demo.click('[data-control="close"]');
  await reads(demo, '#state', 'closed');
  await isForEverybody(demo, 'the closed demo');
});

scenario('the examples are for everybody, also under the banner', page('/examples/'), async ({ page: examples }) => {
  for (const panel of ['calls', 'element', 'react']) await reads(examples, `#${panel} .chip`, 'live');
  await isForEverybody(examples, 'the examples');
  await examples.click('#open-link');
  // By its text: Firefox's tab crashes when elements are looked for by their roles after axe-core has run.
  await examples.locator('impersonation-banner').getByText('Alice Archer', { exact: true }).waitFor();
  await isForEverybody(examples, 'the examples under the banner');
});

scenario('the console is for everybody, before and after signing in', page('/support/'), async ({ page: console }) => {
  await console.locator('#sign-in:not([hidden])').waitFor();
  await isForEverybody(console, 'the sign-in');
  await console.click('#sign-in-button');
  await console.locator('#rows > li', { hasText: 'Alice' }).getByRole('button').click();
  await console.locator('#rows .links a').first().waitFor();
  await isForEverybody(console, 'the console');
});

elements('every view of the element is for everybody', async ({ host, server, view, page: at }) => {
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await host.run(() => elements.add({ title: 'Analytics' }));
  await view.becomes('loading');
  await isAccessible(at, 'a loading view');
  await server.release();
  const guest = await view.works();
  await isForEverybody(at, 'a view');

  await server.tokenEndpoint({ kind: 'status', status: 401, times: 1 });
  await guest.ask();
  await view.becomes('refused');
  await isForEverybody(at, 'a refused view');

  await host.run(() => {
    elements.embed().timeout = -1;
  });
  await view.becomes('error');
  await isForEverybody(at, 'a view with a wrong option');
});

elements('the banner is for everybody, at the top and at the bottom, and collapsed', async ({ host, page: at }) => {
  await add(host);
  await banner(at).waitFor();
  for (const position of ['top', 'bottom']) {
    for (const collapsed of [false, true]) {
      await host.run((given) => Object.assign(elements.banner(), given), { position, collapsed });
      await isForEverybody(at, `a banner at the ${position}, ${collapsed ? 'collapsed' : 'whole'}`);
    }
  }
});
