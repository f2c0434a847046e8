import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { countListeners, openBrowser } from '../e2e/harness/browser.mjs';
import { until } from '../e2e/harness/until.mjs';
import { Consumer } from './consumer.mjs';
import { Driver } from './driver.mjs';
import { APP, AUTH, openRoutedPage, token, withRoutedPage } from './routed-page.mjs';

const within = { timeout: 60_000 };

const BUILDS = ['18', '19'].flatMap((version) => ['development', 'production'].map((mode) => ({ version, mode, folder: `dist-${version}-${mode}` })));

// The pages of Vue are the same in the builds of both versions of React.
const VARIANTS = BUILDS.map((build) => ({ ...build, folder: `frameworks/${build.folder}` })).flatMap(({ version, mode, folder }) => [
  { framework: `React ${version}, ${mode}`, folder, name: 'react-wrapper.html' },
  ...(version === '19' ? [{ framework: `Vue, ${mode}`, folder, name: 'vue-wrapper.html' }] : []),
]);

let browser;

before(async () => {
  for (const { version, mode, folder } of BUILDS) {
    const options = ['build', '--config', 'vite.wrappers.config.js', '--mode', mode, '--outDir', folder, '--logLevel', 'error'];
    const env = { ...process.env, NODE_ENV: mode, REACT_VERSION: version };
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', ...options], { cwd: Consumer.file('frameworks', '.'), env });
  }
  browser = await openBrowser();
});

after(() => browser?.close());

const scenarios = [];

const scenario = (title, use, headers) => scenarios.push({ title, use, headers });

scenario('an embed is mounted once, is reached by its ref, and leaves nothing', async (driver) => {
  await driver.run(({ origin }) => {
    window.calls = [];
    const source = new app.TokenSource('/api/wisdom-token');
    const note = (event) => calls.push(event.type);
    const handlers = { onReady: note, onStateChange: note, onTokenRequest: note, onTokenSent: note, onTokenError: note, onClosed: note };
    const attributes = { id: 'box', className: 'wide', 'data-testid': 'sales', style: { height: '400px' }, iframeClassName: 'frame', title: 'Sales' };
    app.show({ origin, view: { dashboard: 'sales' }, token: source, mintAhead: false, ...attributes, ...handlers });
  });
  await driver.seen();
  assert.equal(driver.backend.calls, 1);
  assert.equal(await driver.iframes(), 1);
  assert.equal(await driver.page.locator('#box.wide[data-testid=sales] iframe.frame[title=Sales]').count(), 1);
  assert.equal((await driver.page.locator('iframe').boundingBox()).height, 400);
  assert.equal(await driver.run(() => app.embed().iframe === document.querySelector('iframe')), true);

  await driver.request();
  await until('every event', () => driver.calls(), (calls) => calls.includes('tokensent'));
  await driver.run(() => {
    window.embed = app.embed();
  });
  await driver.leave();
  await until('a closed embed', () => driver.run(() => embed.state), (state) => state === 'closed');
  assert.equal(await driver.run(() => app.embed()), null);
  assert.deepEqual(await driver.calls(), ['statechange', 'ready', 'tokenrequest', 'tokensent']);
});

scenario('what a server has rendered is taken over without a difference', async (driver) => {
  await driver.run(async ({ origin }) => {
    await app.hydrate({ origin, view: 'search', token: '/api/wisdom-token', id: 'box', style: { height: '400px' } });
    window.box = document.querySelector('#box');
  });
  await driver.seen();
  assert.equal(await driver.run(() => box === document.querySelector('#box') && box.contains(app.embed().iframe)), true);
  assert.deepEqual([await driver.iframes(), driver.backend.calls], [1, 1]);
});

scenario('what the app itself closes is closed, and mounted again for other options', async (driver) => {
  await driver.run(({ origin }) => {
    window.calls = [];
    window.props = { origin, view: 'search', token: '/api/wisdom-token', onClosed: ({ type }) => calls.push(type) };
    app.show(props);
  });
  await driver.seen();
  await driver.run(() => app.embed().close());
  await until('the ref is empty', () => driver.run(() => app.embed()), (embed) => embed === null);
  assert.deepEqual([await driver.calls(), await driver.iframes()], [['closed'], 0]);
  await driver.run(() => app.show({ ...props, view: 'dashboards' }));
  await driver.seen();
});

scenario('a new rendering with equal options changes nothing, and the newest functions are called', async (driver) => {
  await driver.run(({ origin, tokens }) => {
    window.calls = [];
    window.rendering = (number) =>
      app.show({
        ...{ origin: new URL(origin), mintAhead: false },
        view: number % 2 ? { chat: 'a', message: 'b' } : { message: 'b', chat: 'a' },
        params: new URLSearchParams({ theme: 'dark' }),
        title: `Rendering ${number}`,
        token: async ({ reason }) => {
          calls.push(`${reason} ${number}`);
          return tokens.shift();
        },
        onTokenSent: () => calls.push(`sent ${number}`),
      });
    rendering(1);
  }, { tokens: [1, 2, 3, 4].map((second) => token({ iat: 1_000_000 + second })) });
  await driver.seen('first');
  await driver.run(() => {
    calls.length = 0;
    rendering(2);
  });
  await driver.page.waitForSelector('iframe[title="Rendering 2"]');
  await driver.request();
  await until('an answer', () => driver.calls(), (calls) => calls.includes('sent 2'));
  assert.deepEqual(await driver.calls(), ['request 2', 'sent 2']);
  assert.equal(await driver.mark(), 'first');
});

scenario('a request to the same address is the same source, and is sent with its newest headers', async (driver) => {
  await driver.run(({ origin }) => {
    window.calls = [];
    window.rendering = (token) => app.show({ origin, view: 'search', mintAhead: false, token, onTokenSent: () => calls.push('sent') });
    rendering({ url: '/api/wisdom-token', headers: { 'x-number': 'one' } });
  });
  await driver.seen('first');
  await driver.run(() => rendering({ url: new URL('/api/wisdom-token', location), headers: () => ({ 'x-letter': 'b' }) }));
  // Another spelling is another source.
  await driver.another('first');
  await driver.seen('second');
  await driver.run(() => rendering({ url: new URL('/api/wisdom-token', location), headers: { 'x-letter': 'c' } }));
  await driver.request();
  await until('an answer', () => driver.calls(), (calls) => calls.includes('sent'));
  const letters = driver.backend.requests.map((headers) => headers['x-number'] ?? headers['x-letter']);
  assert.deepEqual(letters, ['one', 'b', 'c']);
  assert.equal(await driver.mark(), 'second');
});

scenario('another user is switched to, and another view is another embed', async (driver) => {
  await driver.run(({ origin, tokens }) => {
    window.calls = [];
    const provide = async ({ reason, user }) => {
      calls.push(`${reason} ${user}`);
      return tokens.shift();
    };
    window.rendering = (user, view) => {
      app.show({ origin, view, user, token: provide });
      return app.embed();
    };
    rendering('alice', 'search');
  }, { tokens: [1, 2, 3, 4, 5, 6].map((second) => token({ iat: 1_000_000 + second })) });
  await driver.seen('alice');
  await driver.run(() => {
    calls.length = 0;
    window.embed = rendering('bob', 'search');
  });
  await driver.another('alice');
  assert.deepEqual(await driver.calls(), ['switch bob']);
  assert.equal(await driver.run(() => embed === app.embed()), true);

  await driver.run(() => {
    document.querySelector('iframe').mark = 'search';
    rendering('bob', 'dashboards');
  });
  await driver.another('search');
  assert.deepEqual(await driver.calls(), ['switch bob', 'mount bob']);
  assert.deepEqual(await driver.run(() => [embed.state, app.embed().snapshot().path]), ['closed', '/embed/dashboards']);
  assert.equal(await driver.iframes(), 1);
});

scenario('a title and a class that come and go are set on the frame, which stays', async (driver) => {
  const attributes = async (given) => {
    await driver.run((page) => app.show({ origin: page.origin, view: 'search', token: '/api/wisdom-token', ...page.given }), { given });
    await driver.run(() => new Promise(requestAnimationFrame));
    return driver.run(() => ['title', 'className'].map((name) => document.querySelector('iframe')[name]));
  };
  assert.deepEqual(await attributes({}), ['WisdomAI', '']);
  await driver.seen('first');
  for (const [given, expected] of [
    [{ title: 'Sales', iframeClassName: 'on' }, ['Sales', 'on']],
    [{ title: null, iframeClassName: null }, ['WisdomAI', '']],
    [{ title: 'Costs', iframeClassName: 'off' }, ['Costs', 'off']],
    [{}, ['WisdomAI', '']],
  ]) {
    assert.deepEqual(await attributes(given), expected);
  }
  assert.deepEqual([await driver.mark(), driver.backend.calls], ['first', 1]);
});

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

scenario('the hook mounts into a container of the app, and gives the error', async (driver) => {
  await driver.run(({ origin }) => app.hook({ origin, view: 'search', token: '/api/wisdom-token' }));
  await driver.seen();
  await until('a live embed', () => driver.text('#hooked'), (text) => text === 'live mounted');
  assert.equal(await driver.iframes(), 1);
  await driver.run(({ origin }) => app.hook({ origin, view: { path: 'x' }, token: '/api/wisdom-token' }));
  await until('no embed', () => driver.text('#hooked'), (text) => text === 'closedinvalid-options');
  assert.equal(await driver.iframes(), 0);
});

scenario('an embed is there for as long as its container is', async (driver) => {
  const show = (hasContainer) => driver.run(({ origin, given }) => app.hook({ origin, view: 'search', token: '/api/wisdom-token' }, given), { given: { hasContainer } });
  await show(false);
  await until('no embed', () => driver.text('#hooked'), (text) => text === 'loading');
  for (let times = 0; times < 2; times += 1) {
    await show(true);
    await until('a live embed', () => driver.text('#hooked'), (text) => text === 'live mounted');
    await show(false);
    await until('no embed', () => driver.text('#hooked'), (text) => text === 'loading');
    assert.deepEqual([await driver.iframes(), await driver.text('h2')], [0, 'The rest of the app']);
  }
});

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

for (const { framework, ...variant } of VARIANTS) {
  describe(framework, () => {
    let shared;

    before(async () => {
      shared = await openRoutedPage(browser, variant);
    });

    after(() => shared.close());

    for (const { title, use, headers } of scenarios) {
      test(title, within, async () => {
        if (headers) return withRoutedPage(browser, { ...variant, headers }, (opened) => use(new Driver(opened)));
        const driver = new Driver(shared);
        try {
          await use(driver);
          assert.deepEqual(shared.errors, []);
        } finally {
          await driver.leave();
          shared.reset();
        }
      });
    }
  });
}
