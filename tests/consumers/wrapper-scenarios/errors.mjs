import assert from 'node:assert/strict';

import { scenario } from './scenario.mjs';

scenario('a bad option ends in the error view, and good ones mount', async (driver) => {
  await driver.run(({ origin }) => app.show({ origin: 'nowhere', view: 'search', token: '/api/wisdom-token' }, { withError: true }));
  await driver.page.waitForSelector('#retry');
  assert.equal(await driver.text('#retry'), 'invalid-options');
  await driver.page.click('#retry');
  assert.equal(await driver.text('#retry'), 'invalid-options');
  await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token' }, { withError: true }));
  await driver.seen('good');
  assert.equal(await driver.page.locator('#retry').count(), 0);

  await driver.run(({ origin }) => app.show({ origin, view: 'search', token: 5, user: 'bob' }, { withError: true }));
  await driver.page.waitForSelector('#retry');
  assert.deepEqual([await driver.text('#retry'), await driver.iframes()], ['invalid-options', 0]);
  await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token', user: 'bob' }, { withError: true }));
  await driver.seen();
});

scenario('a bad option that is to be thrown goes to the boundary of the app, which stays', async (driver) => {
  await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token', timeout: -1, error: 'throw' }));
  await driver.page.waitForSelector('#caught');
  assert.equal(await driver.text('#caught'), 'invalid-options');
  assert.equal(await driver.text('h2'), 'The rest of the app');
  assert.equal(await driver.page.getByRole('alert').count(), 0);
  // React's development build logs what a boundary has caught.
  driver.errors.length = 0;
});

scenario("an app without an error view shows the package's, until there is a view", async (driver) => {
  const alert = driver.page.getByRole('alert');
  const shown = () => alert.evaluate((element) => [...element.children].map(({ textContent }) => textContent));
  const retry = () => alert.getByRole('button', { name: 'Try again' }).press('Enter');
  await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token', timeout: -1, nonsense: 1 }));
  await alert.waitFor();
  await retry();
  const [what, why, ...others] = await shown();
  assert.deepEqual([what, ...others], ['This view cannot be shown at the moment.', 'invalid-options', 'Try again']);
  assert.match(why, /`(timeout|nonsense)`/);
  // The component has no height of its own, and is seen all the same.
  assert.equal(await alert.evaluate((element) => element.parentElement.offsetHeight >= element.offsetHeight && element.offsetHeight > 100), true);
  assert.deepEqual([await driver.text('h2'), await driver.page.locator('#caught').count()], ['The rest of the app', 0]);

  driver.backend.status = 403;
  // What may pass is shown too where the app wants to be thrown the rest.
  for (const error of [undefined, 'throw']) {
    const render = ({ origin, given }) => app.show({ origin, view: 'search', token: '/api/wisdom-token', error: given, style: { height: '300px' } });
    await driver.run(render, { given: error });
    await alert.getByText('refused', { exact: true }).waitFor();
    assert.deepEqual(await shown(), ['You are not signed in, or have no access.', 'refused', 'Try again']);
  }
  assert.equal((await alert.boundingBox()).height, 300);
  driver.backend.status = 200;
  await retry();
  await driver.seen();
  assert.equal(await alert.count(), 0);
  // The browser logs the status.
  driver.errors.length = 0;
});

scenario(
  'a policy without WebAssembly ends in the error view, where the app has none too',
  async (driver) => {
    await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token' }, { withError: true }));
    await driver.page.waitForSelector('#retry');
    assert.equal(await driver.text('#retry'), 'wasm-blocked');
    await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token' }));
    assert.match(await driver.page.getByRole('alert').textContent(), /'wasm-unsafe-eval'.*wasm-blocked/);
    assert.equal(await driver.text('h2'), 'The rest of the app');
    // The browser logs what it blocked.
    driver.errors.length = 0;
  },
  { 'content-security-policy': "script-src 'self'" },
);

scenario('a refusal ends in the error view, and trying again in the view', async (driver) => {
  driver.backend.status = 403;
  await driver.run(({ origin }) => app.show({ origin, view: 'search', token: '/api/wisdom-token', style: { height: '300px' } }, { withError: true }));
  await driver.page.waitForSelector('#retry');
  assert.equal(await driver.text('#retry'), 'refused');
  assert.equal(await driver.page.locator('iframe').isVisible(), false);
  driver.backend.status = 200;
  await driver.page.click('#retry');
  await driver.seen();
  assert.equal(await driver.page.locator('#retry').count(), 0);
  assert.equal(await driver.page.locator('iframe').isVisible(), true);
  // The browser logs the status.
  driver.errors.length = 0;
});
