import assert from 'node:assert/strict';

import { countListeners } from '../../e2e/harness/browser.mjs';
import { until } from '../../e2e/harness/until.mjs';
import { APP, AUTH } from '../routed-page.mjs';
import { scenario } from './scenario.mjs';

const support = { server: AUTH, clientId: 'app' };

scenario('a link is opened once, shown with its banner, and ended', async (driver) => {
  const { page, backend } = driver;
  await driver.run((given) => app.support(given.support, { position: 'bottom' }), { support });
  await until('no session', () => driver.text('#support'), (text) => text === 'none');

  await page.evaluate(() => {
    location.hash = 'refresh_token=2.link&refresh_token_expires_in=1800';
  });
  await until('a session', () => driver.text('#support'), (text) => text === 'active bob');
  assert.equal(backend.exchanges, 1);
  assert.equal(page.url().includes('refresh_token'), false);
  await driver.run((given) => app.support(given.support, { label: () => 'Bob Builder', onEnd: (event) => calls.push(event.type), onEnded: ({ detail }) => calls.push(detail.reason) }), { support });
  const banner = page.locator('impersonation-banner');
  await banner.getByText('Bob Builder', { exact: true }).waitFor();
  await driver.run(() => {
    window.calls = [];
  });
  await banner.getByRole('button', { name: 'End' }).click();
  await until('the end', () => driver.text('#support'), (text) => text === 'ended');
  assert.deepEqual(await driver.calls(), ['end', 'ended']);
  assert.equal(await banner.getByText('Bob Builder', { exact: true }).isVisible(), false);
  assert.equal(backend.exchanges, 1);
});

const comes = (driver, name) =>
  driver.page.evaluate((token) => {
    location.hash = `refresh_token=${token}&refresh_token_expires_in=1800`;
  }, name);

/** Waits until the components say so. */
const says = (driver, text, ...ids) =>
  Promise.all(ids.map((id) => until(`${text} in ${id}`, () => driver.text(id), (shown) => shown === text)));

/** Something for which the auth server waits, and what ends that. */
function held(driver, what) {
  let release;
  driver.backend.held[what] = new Promise((resolve) => {
    release = resolve;
  });
  return release;
}

scenario('components share what comes of a link, also of one that takes the place of another', async (driver) => {
  await driver.run((given) => app.support(given.support, {}, ['support', 'other']), { support });
  await says(driver, 'none', '#support', '#other');
  await comes(driver, '2.shared');
  await says(driver, 'active bob', '#support', '#other');

  driver.backend.subject = 'carol';
  const revoke = held(driver, 'revocation');
  await comes(driver, '2.other');
  await says(driver, 'active carol', '#support', '#other');
  assert.equal(driver.backend.exchanges, 2);
  revoke();
  await driver.page.click('#support');
  await says(driver, 'ended', '#support', '#other');
});

scenario('a link that comes later is pending until it is opened', async (driver) => {
  await driver.run((given) => app.support(given.support), { support });
  await says(driver, 'none', '#support');
  for (const [subject, token] of [['bob', '2.later'], ['carol', '2.latest']]) {
    driver.backend.subject = subject;
    const answer = held(driver, 'exchange');
    await comes(driver, token);
    await says(driver, 'pending', '#support');
    answer();
    await says(driver, `active ${subject}`, '#support');
    await driver.page.click('#support');
    await says(driver, 'ended', '#support');
  }
});

scenario('the link of the page is opened once the app has no other wish', async (driver) => {
  await driver.run((given) => app.support({ ...given.support, link: null }), { support });
  await says(driver, 'none', '#support');
  await comes(driver, '2.consented');
  await driver.run((given) => app.support(given.support), { support });
  await says(driver, 'active bob', '#support');
  await driver.page.click('#support');
  await says(driver, 'ended', '#support');
});

scenario('a banner begins as it is asked to, with the words and names of the app, and leaves no listener', async (driver) => {
  const { page } = driver;
  const banner = page.locator('impersonation-banner');
  const link = { refreshToken: '2.banner' };
  await driver.run(async (given) => {
    window.session = await app.impersonate({ ...given.support, link: given.link });
  }, { support, link });
  const listeners = () => countListeners(page, 'session', 'error', 'ended');
  const before = await listeners();
  for (const collapsed of [true, true, false]) {
    await driver.run((given) => app.support({ ...given.support, link: null }, { label: () => 'Bob Builder', words: 'Beenden', 'aria-label': 'Sitzung', collapsed: given.collapsed }), { support, collapsed });
    const section = page.getByRole('region', { name: 'Sitzung' });
    await until('the names', () => section.getByRole('status').textContent(), (text) => text.includes('Bob Builder'));
    assert.equal(await banner.evaluate((element) => element.collapsed), collapsed);
    assert.equal(await section.getByRole('button', { name: 'Beenden' }).isVisible(), !collapsed);
    assert.ok((await listeners()) > before);
    await driver.leave();
    await until('no banner', () => banner.count(), (count) => count === 0);
    assert.equal(await listeners(), before);
  }
  await driver.run(() => session.end());
});

scenario('a link that is refused is an error, and the app stays', async (driver) => {
  await driver.run((given) => app.support({ ...given.support, clientId: 'another', link: { refreshToken: '2.refused' } }), { support });
  await until('an error', () => driver.text('#support'), (text) => text === 'failed  wrong-app');
  assert.equal(driver.backend.exchanges, 1);
  assert.equal(await driver.page.url(), `${APP}/${driver.page.url().split('/').at(-1)}`);
});
