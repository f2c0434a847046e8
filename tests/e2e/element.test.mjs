import assert from 'node:assert/strict';

import { elements } from './harness/elements.mjs';
import { until } from './harness/until.mjs';

elements('an element in the page’s HTML shows its guest, which is answered', async ({ host, view }) => {
  await host.run(() => {
    const { origin } = elements.USUAL;
    const html = `<wisdom-embed origin="${origin}" dashboard="sales" params="region=EU&amp;year=2026" token="/api/wisdom-token"
      user="alice" title="Sales" timeout="9000" mint-ahead="false" recover="manual" allow="fullscreen" loading="eager"
      sandbox="allow-scripts allow-same-origin" referrerpolicy="origin">No script</wisdom-embed>`;
    document.querySelector('#place').innerHTML = html;
    elements.watch(elements.embed());
  });
  const guest = await view.works();
  await guest.ask();
  await guest.answered();

  const { path, query, tokens } = await guest.address();
  assert.deepEqual([path, query.region, query.year, tokens], ['/embed/dashboards/sales', 'EU', '2026', 1]);
  const { title, allow, sandbox, referrerPolicy, loading } = await host.run(() => {
    const { iframe } = elements.embed().embed;
    return Object.fromEntries(['title', 'allow', 'referrerPolicy', 'loading'].map((name) => [name, iframe[name]]).concat([['sandbox', iframe.sandbox.value]]));
  });
  assert.deepEqual([title, allow, sandbox, referrerPolicy, loading], ['Sales', 'fullscreen', 'allow-scripts allow-same-origin', 'origin', 'eager']);
  await view.fired('tokensent');
  const types = (await view.events()).map(({ type }) => type);
  assert.deepEqual(types, ['statechange', 'ready', 'tokenrequest', 'tokensent']);
  assert.deepEqual(await host.run(() => elements.bubbled), []);
  assert.equal((await view.shown()).name, 'none');
  const seen = await host.run(async () => {
    const element = elements.embed();
    await element.ready;
    return [element.state, element.snapshot().sent, element.embed instanceof sdk.Embed, element instanceof module.WisdomEmbedElement];
  });
  assert.deepEqual(seen, ['live', 1, true, true]);
  assert.equal(await host.run(() => document.querySelector('#place').innerText.trim()), '');
});

elements('properties that are set before the element is defined are kept', { path: '/e2e/elements.html?late' }, async ({ host, view }) => {
  await host.run(() => {
    const element = elements.add({ token: null, title: 'Early' });
    element.token = async ({ signal }) => (await (await fetch('/api/wisdom-token', { signal })).json()).token;
  });
  await host.run(() => elements.define());
  await view.works();

  assert.deepEqual(
    await host.run(() => {
      const element = elements.embed();
      return [Object.keys(element), element.getAttribute('view'), typeof element.token, element.embed.iframe.title];
    }),
    [[], 'search', 'function', 'Early'],
  );
});

// Values that a property is set to, the attribute that this leads to, and what the property is then.
const PROPERTIES = [
  ['origin', 'https://acme.askwisdom.ai', 'origin', 'https://acme.askwisdom.ai'],
  ['dashboard', 7, 'dashboard', '7', '7'],
  ['chat', 'c1', 'chat', 'c1'],
  ['message', 'm1', 'message', 'm1'],
  ['path', '/a', 'path', '/a'],
  ['params', 'a=1', 'params', 'a=1'],
  ['token', '/t', 'token', '/t'],
  ['user', 'bob', 'user', 'bob'],
  ['timeout', 500, 'timeout', '500'],
  ['mintAhead', 30, 'mint-ahead', '30'],
  ['mintAhead', false, 'mint-ahead', 'false'],
  ['recover', 'manual', 'recover', 'manual'],
  ['title', 'Sales', 'title', 'Sales'],
  ['title', null, 'title', null, ''],
  ['allow', '', 'allow', ''],
  ['sandbox', 'allow-scripts', 'sandbox', 'allow-scripts'],
  ['referrerPolicy', 'origin', 'referrerpolicy', 'origin'],
  ['loading', 'lazy', 'loading', 'lazy'],
  ['view', 'dashboards', 'view', 'dashboards'],
  ['view', { dashboard: 'sales' }, 'view', null],
  ['params', { region: 'EU' }, 'params', null],
  ['token', { url: '/t' }, 'token', null],
  ['user', undefined, 'user', null, null],
];

elements('attributes and properties are one thing, in both directions', async ({ host }) => {
  const seen = await host.run((rows) => rows.map(([name, value, attribute]) => {
    const element = document.createElement('wisdom-embed');
    element.setAttribute(attribute, 'before');
    element[name] = value;
    const reflected = [element.getAttribute(attribute), element[name]];
    // An attribute takes the place of whatever the property was.
    element.setAttribute(attribute, '5');
    return [...reflected, String(element[name])];
  }), PROPERTIES);
  const expected = PROPERTIES.map(([, value, , attribute, read = value]) => [attribute, read, '5']);
  assert.deepEqual(seen, expected);
  const addresses = await host.run(() => {
    const element = document.createElement('wisdom-embed');
    Object.assign(element, { token: new URL('https://app.test/t'), params: new URLSearchParams({ a: 'b c' }) });
    return [element.token, element.getAttribute('params')];
  });
  assert.deepEqual(addresses, ['https://app.test/t', 'a=b+c']);
});

elements('it waits until it is in a document and complete', async ({ host, server, view }) => {
  await host.run(() => {
    window.element = elements.watch(document.createElement('wisdom-embed'));
    Object.assign(window.element, elements.USUAL);
  });
  await host.fence();
  assert.equal(await host.run(() => window.element.embed), null);
  await host.run(() => {
    window.element.removeAttribute('view');
    document.querySelector('#place').append(window.element);
  });
  await host.fence();
  assert.deepEqual([await host.run(() => [window.element.embed, window.element.state]), (await view.shown()).name], [[null, null], 'loading']);
  assert.equal((await server.counts()).tokenRequests, 0);
  await host.run(() => {
    window.ready = window.element.ready;
    window.element.path = '/embed/search';
  });
  await view.works();
  await host.run(() => window.ready);
});

elements('changes of one task are one new embed', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  await view.works();
  await host.run(() => {
    const element = elements.embed();
    window.former = element.embed;
    element.removeAttribute('view');
    element.dashboard = 'sales';
    element.params = { region: 'EU' };
    element.recover = 'manual';
  });
  const guest = await view.works();

  assert.equal((await guest.address()).query.region, 'EU');
  assert.deepEqual(await host.run(() => [window.former.state, elements.frames()]), ['closed', 1]);
  assert.equal((await view.events('closed')).length, 1);
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
});

elements('what a framework sets anew with each render leads to nothing, and the newest callback is called', async ({ host, server, view }) => {
  const render = (round) => host.run((number) => {
    const fetchToken = async ({ signal }) => {
      window.called = number;
      return (await (await fetch('/api/wisdom-token', { signal })).json()).token;
    };
    const given = { token: fetchToken, view: { dashboard: 'sales' }, params: { region: 'EU' }, title: `Sales ${number}` };
    if (number === 0) elements.add(given);
    else Object.assign(elements.embed(), given);
    window.first ??= elements.embed().embed;
  }, round);
  await render(0);
  const guest = await view.works();
  await host.run(() => {
    window.first = elements.embed().embed;
  });
  for (const round of [1, 2]) {
    await render(round);
    await host.fence();
  }
  assert.deepEqual(await host.run(() => [elements.embed().embed === window.first, window.called, window.first.iframe.title]), [true, 0, 'Sales 2']);
  assert.equal((await server.counts()).tokenRequests, 1);
  await guest.ask();
  await guest.answered();
  assert.equal(await host.run(() => window.called), 2);
});

/** Sets what a framework sets with each render: equal options in new objects and functions. */
const setAnew = (host, given) =>
  host.run((options) => {
    const token = async ({ signal }) => (await (await fetch('/api/wisdom-token', { signal })).json()).token;
    const newest = { token, view: { dashboard: 'sales' }, params: { region: 'EU' }, ...options };
    if (elements.embed()) Object.assign(elements.embed(), newest);
    else elements.add(newest);
  }, given);

elements('an embed that could not be mounted is tried again for other options, or when that is asked for, and not with each render', async ({ host, view }) => {
  const errors = async () => (await view.events('error')).length;
  await setAnew(host, { origin: 'nowhere', title: 'zero' });
  await view.fired('error');
  for (const title of ['one', 'two']) {
    await setAnew(host, { origin: 'nowhere', title });
    await host.fence();
  }
  assert.equal(await errors(), 1);

  const again = ['reload', 'switchUser'].map((name) => host.run((method) => elements.embed()[method](elements.embed()).catch(({ code }) => code), name));
  assert.deepEqual([await again[0], await again[1], await errors()], ['invalid-options', 'invalid-options', 3]);
  await setAnew(host, { origin: await host.run(() => elements.USUAL.origin) });
  await view.works();
  assert.equal(await errors(), 3);
});

elements('an embed that the page has closed comes back for other options, or when that is asked for, and not with each render', async ({ host, view }) => {
  await setAnew(host, { title: 'zero' });
  await view.works();
  await host.run(() => elements.embed().embed.close());
  await setAnew(host, { title: 'one' });
  await host.fence();
  assert.deepEqual(await host.run(() => [elements.embed().embed, elements.frames()]), [null, 0]);

  await host.run(() => elements.embed().reload());
  await view.works();
  await host.run(() => elements.embed().embed.close());
  await setAnew(host, { params: { region: 'US' } });
  await view.works();
});

elements('a request to the same address is the same source, with its newest headers, and one to another address is a switch', async ({ host, server, view, page }) => {
  const sent = [];
  page.on('request', (made) => made.url().includes('/api/wisdom-token') && sent.push(made.headers()['x-page-id']));
  const request = (url, header) => host.run(([address, value]) => {
    const token = { url: new URL(address, location.href), headers: value === 'two' ? () => ({ 'x-page-id': value }) : { 'x-page-id': value } };
    if (elements.embed()) elements.embed().token = token;
    else elements.add({ token });
    window.first ??= elements.embed().embed;
  }, [url, header]);
  await request('/api/wisdom-token', 'one');
  const guest = await view.works();
  await host.run(() => {
    window.first = elements.embed().embed;
  });
  await request('/api/wisdom-token', 'two');
  await host.fence();
  assert.equal((await server.counts()).tokenRequests, 1);
  await guest.ask();
  await guest.answered();
  await request('/api/wisdom-token?b', 'three');
  await server.called(3);
  await view.works();
  assert.deepEqual(sent, ['one', 'two', 'three']);
  assert.equal(await host.run(() => elements.embed().embed === window.first), true);
});

elements('a new user is a switch, and not a new embed', async ({ host, server, view, context }) => {
  await host.run(() => elements.add({ user: 'alice' }));
  await view.works();
  await context.request.post(`${server.host}/sign-in`, { data: { user: 'bob' } });
  await host.run(() => {
    window.first = elements.embed().embed;
    elements.embed().user = 'bob';
  });
  await until('bob', async () => (await (await view.guest()).says()).user === 'bob@example.com');
  assert.equal(await host.run(() => elements.embed().embed === window.first), true);

  await context.request.post(`${server.host}/sign-in`, { data: { user: 'alice' } });
  await host.run(async () => {
    await elements.embed().switchUser({ token: '/api/wisdom-token?again', user: 'alice' });
  });
  assert.equal((await (await view.works()).says()).user, 'alice@example.com');
  assert.deepEqual(await host.run(() => [elements.embed().user, elements.embed().getAttribute('token')]), ['alice', '/api/wisdom-token?again']);
  assert.equal(await host.run(() => elements.embed().embed === window.first), true);
  assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 3 });
});

elements('whoever reloads after another user was set waits for the view of that user', async ({ host, server, view, context }) => {
  await host.run(() => elements.add({ user: 'alice' }));
  await view.works();
  await context.request.post(`${server.host}/sign-in`, { data: { user: 'bob' } });
  const seen = await host.run(async () => {
    const element = elements.embed();
    element.user = 'bob';
    const former = element.embed.iframe.src;
    await element.reload();
    return [element.state, element.embed.iframe.src === former];
  });
  assert.deepEqual(seen, ['live', false]);

  await context.route(`${server.host}/api/wisdom-token`, (route) => route.fulfill({ status: 403, json: {} }));
  const failure = await host.run(() => {
    elements.embed().user = 'nobody';
    return elements.embed().reload().then(() => 'a view', ({ code }) => code);
  });
  assert.equal(failure, 'refused');
});

elements('a switch without an embed mounts one, or says why it cannot', async ({ host, view }) => {
  const failures = await host.run(async () => {
    const { token, ...others } = elements.USUAL;
    const element = Object.assign(document.createElement('wisdom-embed'), others);
    const code = (next) => element.switchUser(next).then(() => 'a view', (error) => error.code);
    const outside = await code({ token, user: 'alice' });
    document.querySelector('#place').append(element);
    return [outside, await code({ user: 'alice' })];
  });
  assert.deepEqual(failures, ['aborted', 'invalid-options']);
  await host.run(() => elements.embed().switchUser({ token: elements.USUAL.token, user: 'alice' }));
  await view.works();
});

elements('a switch to a source that is invalid leaves no view of the former user', async ({ host, view, uncaught }) => {
  await host.run(() => elements.add({ user: 'alice' }));
  await view.works();
  await host.run(() => {
    Object.assign(elements.embed(), { user: 'bob', token: new sdk.TokenSource('/api/wisdom-token', { user: 'alice' }) });
  });
  const shown = await view.becomes('error');
  assert.match(shown.text, /invalid-options/);
  assert.deepEqual(await host.run(() => [elements.frames(), elements.embed().embed]), [0, null]);
  assert.deepEqual((await view.events('error')).map(({ code }) => code), ['invalid-options']);
  assert.deepEqual(uncaught, []);
});

elements('an element that is removed is closed, and one that comes back mounts anew', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  await view.works();
  await host.run(() => {
    window.element = elements.embed();
    window.former = window.element.embed;
    window.element.remove();
  });
  await until('a closed embed', () => host.run(() => window.former.state === 'closed'));
  assert.deepEqual(await host.run(() => [window.element.embed, elements.events(window.element).at(-1).type]), [null, 'closed']);
  assert.equal(await host.run(() => window.element.shadowRoot.querySelectorAll('iframe').length), 0);
  await host.run(() => document.querySelector('#elsewhere').append(window.element));
  await view.works();
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
});

elements('an embed that the page closes stays closed, and leaves an empty box', async ({ host, view }) => {
  await host.run(() => elements.add());
  await view.works();
  await host.run(() => elements.embed().embed.close());
  await host.fence();
  assert.deepEqual(await host.run(() => [elements.embed().embed, elements.frames(), elements.view().name]), [null, 0, 'none']);
  await host.run(() => elements.embed().reload());
  await view.works();
});

elements('two copies of the package on a page have one definition of each element', async ({ host, page, server, view, context }) => {
  await context.route('**/copy/*.js', async (route) => {
    const url = route.request().url().replace('/copy/', '/embed-host/');
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  await host.run(() => elements.add());
  await view.works();
  const { isOther, stays } = await host.run(async () => {
    const { WisdomEmbedElement } = await import('/copy/element.js');
    const defined = customElements.get('wisdom-embed');
    return { isOther: WisdomEmbedElement !== module.WisdomEmbedElement, stays: defined === module.WisdomEmbedElement };
  });
  assert.deepEqual([isOther, stays], [true, true]);
  assert.equal(await page.locator('wisdom-embed').count(), 1);
  assert.equal((await server.counts()).tokenRequests, 1);
});
