import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

// What TypeScript refuses is refused by name, and what it takes is taken. Runs in the page.

/** The message of what a call with these options throws; null if it returns. */
const messages = (host, cases) =>
  host.run((source) => {
    const right = { origin: wisdom, view: 'search', token: '/api/wisdom-token' };
    const said = (call) => {
      try {
        call().close();
        return null;
      } catch (error) {
        return error.code === 'invalid-options' ? error.message : String(error);
      }
    };
    const tried = (0, eval)(`(${source})`)(right);
    return Object.entries(tried).map(([what, given]) => [
      what,
      said(Array.isArray(given) ? () => sdk.mount(...given) : () => sdk.mount('#place', { ...right, ...given })),
    ]);
  }, String(cases));

const REFUSED = () => ({
  '`tokn`': { tokn: '/api/wisdom-token' },
  '`onReady`': { onReady() {} },
  '`retries`': { token: { url: '/api/wisdom-token', retries: 3 } },
  '`dashbord`': { view: { dashboard: 'sales', dashbord: 'sales' } },
  '`view`': { view: { dashboard: 'sales', chat: 'c1' } },
  '`view` ': { view: { dashboard: 'sales', message: 'm1' } },
  '`view`  ': { view: { dashboard: 1.5 } },
  '`view`   ': { view: { dashboard: true } },
  '`origin`': { origin: { href: wisdom } },
  '`origin` ': { origin: new URL('/path', wisdom) },
  '`token`': { token: { url: 7 } },
  '`token` ': { token: {} },
  '`method`': { token: { url: '/api/wisdom-token', method: 'PUT' } },
  '`method` ': { token: { url: '/api/wisdom-token', method: () => 'GET' } },
  '`headers`': { token: { url: '/api/wisdom-token', headers: 'accept: text/html' } },
  '`body`': { token: { url: '/api/wisdom-token', method: 'POST', body: 7 } },
  '`credentials`': { token: { url: '/api/wisdom-token', credentials: 'always' } },
  '`user`': { user: 7 },
  '`timeout`': { timeout: '10' },
  '`params`': { params: { page: 1 } },
  '`params` ': { params: [['page', '1']] },
  '`params`  ': { params: new Map([['page', '1']]) },
  '`params`   ': { params: 'page=1' },
  '`title`': { title: 7 },
  '`className`': { className: ['a'] },
  '`signal`': { signal: {} },
  '`recover`': { recover: true },
  '`mintAhead`': { mintAhead: '60' },
});

scenario('what TypeScript refuses is refused, and the message names it', async ({ host, server }) => {
  for (const [name, message] of await messages(host, REFUSED)) {
    assert.ok(message?.includes(name.trim()), `${name}: ${message}`);
  }
  await host.fence();
  assert.equal(await host.iframes(), 0);
  assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
});

const HOSTILE = () => {
  const throwing = (name) => Object.defineProperty({}, name, { enumerable: true, get() { throw new RangeError('f0reign'); } });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return {
    'a getter of `token` that throws': ['#place', Object.assign(throwing('token'), { origin: wisdom, view: 'search' })],
    'a revoked proxy': ['#place', proxy],
    'a proxy of a `URLSearchParams`': { params: new Proxy(new URLSearchParams('a=1'), {}) },
    'what says that it is a `URLSearchParams`': { params: { [Symbol.toStringTag]: 'URLSearchParams', *[Symbol.iterator]() { yield null; } } },
  };
};

scenario('what throws when it is read is refused as any other option', async ({ host }) => {
  for (const [what, message] of await messages(host, HOSTILE)) {
    assert.match(message ?? 'nothing', /^`/, what);
    assert.ok(!message.includes('f0reign'), what);
  }
});

scenario('a name that may be anything is not repeated', async ({ host }) => {
  const cases = () => ({
    long: { ['x'.repeat(64)]: 1 },
    token: { 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln': 1 },
  });
  for (const [what, message] of await messages(host, cases)) {
    assert.match(message, /^one of the members is no option here/, what);
  }
});

scenario('a selector that is none and one that matches nothing are told apart', async ({ host }) => {
  const cases = (right) => ({
    none: ['][', right],
    nothing: ['#nowhere', right],
    'no element': [null, right],
    'a number': [7, right],
    'the document': [document, right],
    'a text': [document.createTextNode('x'), right],
    'something that looks like one': [{ nodeType: 1 }, right],
  });
  const said = Object.fromEntries(await messages(host, cases));
  assert.match(said.none, /no CSS selector/);
  assert.match(said.nothing, /matches no element/);
  for (const what of ['no element', 'a number', 'the document', 'a text', 'something that looks like one']) {
    assert.match(said[what], /must be an element/, what);
  }
});

const TAKEN = () => ({
  'a `URL` as origin': { origin: new URL(wisdom) },
  'a `URL` as token endpoint': { token: new URL('/api/wisdom-token', location) },
  'a `URL` in a request': { token: { url: new URL('/api/wisdom-token', location) } },
  'every member undefined': { user: undefined, timeout: undefined, params: undefined, title: undefined },
  'an unknown one that is undefined': { tokn: undefined },
  'a number as an id': { view: { dashboard: 42 } },
  'a `URLSearchParams`': { params: new URLSearchParams('a=1') },
  'an object without a prototype': { params: Object.assign(Object.create(null), { a: '1' }) },
});

scenario('what TypeScript takes is taken', async ({ host }) => {
  for (const [what, message] of await messages(host, TAKEN)) assert.equal(message, null, what);
});

const ADDRESSES = [
  [{ params: { theme: undefined, tab: 'a b' } }, '/embed/search', { tab: 'a b' }],
  [{ params: { theme: null } }, '/embed/search', {}],
  [{ view: { dashboard: 42 } }, '/embed/dashboards/42', {}],
  [{ view: { chat: 0, message: 9007199254740991 } }, '/embed/chat/0', { messageid: '9007199254740991' }],
];

for (const [options, path, query] of ADDRESSES) {
  scenario(`${JSON.stringify(options)} leads to ${path}`, { guests: 'blank' }, async ({ host }) => {
    await host.run(
      ([given, isUndefined]) => {
        if (isUndefined) given.params.theme = undefined;
        stage.mount('embed', given);
      },
      [options, 'theme' in (options.params ?? {})],
    );
    await host.becomes('embed', 'live');
    const address = await (await host.guest()).address();
    assert.deepEqual({ path: address.path, query: address.query }, { path, query });
  });
}

scenario('an embed may be mounted into a shadow root', async ({ host }) => {
  await host.run(() => {
    const root = document.querySelector('#place').attachShadow({ mode: 'open' });
    stage.mount('embed', {}, root);
  });
  await host.becomes('embed', 'live');
});
