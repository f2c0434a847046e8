import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const ADDRESSES = [
  ['search', { view: 'search' }, '/embed/search', {}],
  ['the list of dashboards', { view: 'dashboards' }, '/embed/dashboards', {}],
  ['one dashboard', { view: { dashboard: 'sales' } }, '/embed/dashboards/sales', {}],
  [
    'a dashboard whose id needs encoding',
    { view: { dashboard: 'a/b?c#d e%20é' } },
    '/embed/dashboards/a%2Fb%3Fc%23d%20e%2520%C3%A9',
    {},
  ],
  ['a chat', { view: { chat: 'conv_987654321' } }, '/embed/chat/conv_987654321', {}],
  ['one message of a chat', { view: { chat: 'c', message: 'm&1' } }, '/embed/chat/c', { messageid: 'm&1' }],
  ['a path', { view: { path: '/embed/chat/c?messageid=7' } }, '/embed/chat/c', { messageid: '7' }],
  [
    'further parameters',
    { view: 'search', params: { theme: 'dark & blue', 'a=b': '?' } },
    '/embed/search',
    { theme: 'dark & blue', 'a=b': '?' },
  ],
];

scenario('the addresses are the documented ones, each with one token', async ({ host }) => {
  for (const [what, options, path, query] of ADDRESSES) {
    await host.mount(what, options);
    await host.becomes(what, 'live');

    const address = await (await host.guest(what)).address();
    assert.deepEqual(
      { path: address.path, tokens: address.tokens, query: address.query },
      { path, tokens: 1, query },
      what,
    );
    await host.close(what);
  }
});

scenario('the token in the address is the one that the backend gave', async ({ host, server }) => {
  const token = await host.run(() => stage.craft());
  await server.tokenEndpoint({ kind: 'body', json: { token } });
  await host.mount();
  await host.becomes('embed', 'live');

  assert.equal(
    await host.run((given) => stage.markInSource(stage.embeds.embed.iframe) === window.mark(given), token),
    true,
  );
});

scenario(
  "an iframe has the vendor's permissions, a name and an id by default, and no other attribute",
  async ({ host }) => {
    await host.mount();

    assert.match(await host.run(() => stage.embeds.embed.iframe.id), /^embed-host-\d+$/);
    assert.deepEqual(await attributes(host), {
      ...FILLS,
      allow: 'microphone; camera; clipboard-write',
      title: 'WisdomAI',
    });
  },
);

scenario('an iframe has the attributes that were asked for', async ({ host }) => {
  const options = {
    allow: 'microphone',
    title: 'Sales',
    sandbox: 'allow-scripts allow-same-origin allow-forms',
    referrerPolicy: 'origin',
    loading: 'eager',
    className: 'wide tall',
  };
  await host.mount('embed', options);

  const { className, referrerPolicy, ...same } = options;
  assert.deepEqual(await attributes(host), { ...FILLS, ...same, class: className, referrerpolicy: referrerPolicy });
  await host.becomes('embed', 'live');
  await (await host.guest()).works();
});

/** What lets an iframe fill its container. */
const FILLS = { width: '100%', height: '100%', frameborder: '0', align: 'top' };

function attributes(host) {
  return host.run(() => {
    const all = [...stage.embeds.embed.iframe.attributes].map(({ name, value }) => [name, value]);
    // The address holds a token, and a test that fails prints what it saw. The id is random.
    return Object.fromEntries(all.filter(([name]) => name !== 'src' && name !== 'id'));
  });
}

/** What `mount` throws for each of many options that are wrong in one way. Runs in the page. */
function refusals() {
  const userOfAnother = { user: 'alice', token: new sdk.TokenSource('/api/wisdom-token', { user: 'bob' }) };
  const wrong = {
    'no origin': { origin: undefined },
    'an origin with a path': { origin: `${wisdom}/embed` },
    'an origin with a query': { origin: `${wisdom}?` },
    'an origin with a fragment': { origin: `${wisdom}#` },
    'an origin with a user': { origin: wisdom.replace('://', '://me@') },
    'http beyond loopback': { origin: 'http://acme.askwisdom.ai' },
    'the origin null': { origin: 'null' },
    'an origin of another scheme': { origin: 'javascript:alert(1)' },
    'no view': { view: undefined },
    'an unknown view': { view: 'settings' },
    'an empty id': { view: { dashboard: '' } },
    'the id .': { view: { dashboard: '.' } },
    'the id ..': { view: { chat: '..' } },
    'a path without a slash': { view: { path: 'embed' } },
    'a path that is another origin': { view: { path: '//evil.example/' } },
    'a path with a backslash': { view: { path: '/\\evil.example/' } },
    'a path with a fragment': { view: { path: '/embed#part' } },
    'a path with a control character': { view: { path: '/em\nbed' } },
    'a path with a token': { view: { path: '/embed?token=x' } },
    'a path with a token by another spelling': { view: { path: '/embed?a=b&%74oken=x' } },
    'a token among the parameters': { params: { token: 'x' } },
    'no token': { token: undefined },
    'a number as token': { token: 7 },
    'a timeout of zero': { timeout: 0 },
    'a negative timeout': { timeout: -1 },
    'a timeout that is no number': { timeout: 'soon' },
    'a timeout of NaN': { timeout: NaN },
    'a sandbox without scripts': { sandbox: 'allow-same-origin' },
    'a sandbox without an origin': { sandbox: 'allow-scripts' },
    "a user other than the source's": userOfAnother,
  };
  const right = { origin: wisdom, view: 'search', token: '/api/wisdom-token' };
  const attempts = Object.entries(wrong).map(([what, given]) => [
    what,
    stage.thrown(() => sdk.mount('#place', { ...right, ...given })),
  ]);
  return [...attempts, ['no options', stage.thrown(() => sdk.mount('#place'))]];
}

scenario(
  'options that cannot be honoured throw at once, build nothing and call nobody',
  async ({ host, server }) => {
    for (const [what, error] of await host.run(refusals)) {
      assert.deepEqual(error, { name: 'EmbedHostError', code: 'invalid-options', isError: true }, what);
    }

    await host.fence();
    assert.equal(await host.iframes(), 0);
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
  },
);

scenario('a container that is not there throws at once', async ({ host }) => {
  const errors = await host.run(() =>
    ['#nowhere', '][', null, undefined, 7, document, document.createTextNode('x')].map(
      (target) =>
        stage.thrown(() => sdk.mount(target, { origin: wisdom, view: 'search', token: '/api/wisdom-token' }))
          ?.code,
    ),
  );

  assert.deepEqual(errors, Array(7).fill('invalid-options'));
});

scenario('an origin in capitals and with a trailing slash is the same origin', async ({ host, server }) => {
  const origin = `${server.wisdom.toUpperCase().replace('HTTP', 'Http')}/`;
  const guest = await host.mountAndLoad('embed', { origin });
  await guest.ask();

  assert.equal((await guest.answered()).length, 1);
});
