import assert from 'node:assert/strict';

import { until } from '../../e2e/harness/until.mjs';
import { token } from '../routed-page.mjs';
import { scenario } from './scenario.mjs';

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
