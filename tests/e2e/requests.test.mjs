import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { bodyOf, headersOf } from './harness/browser.mjs';
import { reopen } from './harness/reopen.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Answers calls of an endpoint of the test's own, and keeps how each came: its method, headers and body. */
async function endpoint({ context, server, host }, answer = (token) => ({ token })) {
  const calls = [];
  await context.route(`${server.host}/mint`, async (route) => {
    const request = route.request();
    calls.push({ method: request.method(), headers: await request.allHeaders(), body: await bodyOf(request) });
    const token = await host.run(() => stage.craft());
    await route.fulfill({ json: answer(token) });
  });
  return calls;
}

scenario(
  "an endpoint is called by GET, with the page's cookies",
  async ({ host, page }) => {
    const [request] = await Promise.all([page.waitForRequest('**/api/wisdom-token'), host.mount()]);
    await host.becomes('embed', 'live');

    assert.deepEqual({ method: request.method(), body: await bodyOf(request) }, { method: 'GET', body: null });
    assert.match((await headersOf(request)).cookie, /=/);
  },
);

scenario('an endpoint is called past every cache, whatever it says of them', async (scene) => {
  const { host } = scene;
  await reopen(scene, "object-src 'none'");
  const calls = [];
  const endpoint = createServer(async (request, response) => {
    calls.push(request.headers['cache-control']);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'cache-control': 'max-age=600, immutable' });
    response.end(JSON.stringify({ token: await host.run(() => stage.craft()) }));
  }).listen(0, '127.0.0.1');
  try {
    await once(endpoint, 'listening');
    await host.mount('embed', { token: `http://127.0.0.1:${endpoint.address().port}/mint` });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask();
    await guest.answered();
    assert.ok(calls.length > 1, 'none was answered by a cache');
    assert.deepEqual([...new Set(calls)], ['no-cache'], 'nor by one on the way');
  } finally {
    endpoint.closeAllConnections();
    endpoint.close();
  }
});

scenario(
  'a request is sent with the method, headers and body that it names',
  { guests: 'blank' },
  async (scene) => {
    const { host } = scene;
    const calls = await endpoint(scene);
    await host.mount('embed', {
      token: {
        url: '/mint',
        method: 'POST',
        headers: { 'x-csrf': 'one', 'content-type': 'application/json' },
        body: '{"dashboard":"sales"}',
      },
    });
    await host.becomes('embed', 'live');

    const [{ method, headers, body }] = calls;
    assert.deepEqual(
      { method, csrf: headers['x-csrf'], type: headers['content-type'], body },
      { method: 'POST', csrf: 'one', type: 'application/json', body: '{"dashboard":"sales"}' },
    );
  },
);

scenario(
  'headers and a body that are functions are asked for before each call',
  { guests: 'blank' },
  async (scene) => {
    const { host } = scene;
    const calls = await endpoint(scene);
    await host.run(() => {
      const asked = { headers: 0, body: 0 };
      const headers = async () => new Headers([['authorization', `Session ${(asked.headers += 1)}`]]);
      const body = () => new URLSearchParams({ body: (asked.body += 1) });
      stage.mount('embed', { token: { url: '/mint', method: 'POST', headers, body } });
    });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask();
    await guest.answered();

    assert.deepEqual(
      calls.map(({ headers, body }) => [headers.authorization, body]),
      [
        ['Session 1', 'body=1'],
        ['Session 2', 'body=2'],
      ],
    );
  },
);

scenario('headers are given in each form that fetch takes', { guests: 'blank' }, async (scene) => {
  const { host } = scene;
  const calls = await endpoint(scene);
  await host.run(() => {
    stage.mount('pairs', { token: { url: '/mint', headers: [['x-form', 'pairs']] } });
    stage.mount('headers', { token: { url: '/mint', headers: new Headers({ 'x-form': 'headers' }) } });
    stage.mount('record', { token: { url: '/mint', headers: { 'x-form': 'record' } } });
    stage.mount('function', { token: { url: '/mint', headers: () => ({ 'x-form': 'function' }) } });
  });
  for (const name of ['pairs', 'headers', 'record', 'function']) await host.becomes(name, 'live');

  assert.deepEqual(calls.map(({ headers }) => headers['x-form']).sort(), [
    'function',
    'headers',
    'pairs',
    'record',
  ]);
});

scenario('a request without credentials sends no cookie', { guests: 'blank' }, async (scene) => {
  const { host } = scene;
  const calls = await endpoint(scene);
  await host.mount('embed', { token: { url: '/mint', credentials: 'omit' } });
  await host.becomes('embed', 'live');

  assert.equal(calls[0].headers.cookie, undefined);
});

scenario(
  'a headers function that throws fails the flight as a callback that throws does',
  async ({ host, server }) => {
    await host.run(() => {
      stage.mount('throws', {
        timeout: 500,
        token: {
          url: '/api/wisdom-token',
          headers: () => {
            throw new Error('no headers');
          },
        },
      });
      stage.mount('rejects', {
        timeout: 500,
        token: { url: '/api/wisdom-token', headers: () => Promise.reject(new Error('no headers')) },
      });
    });

    assert.equal(await host.settles('throws'), 'provider-failed');
    assert.equal(await host.settles('rejects'), 'provider-failed');
    assert.equal((await server.counts()).tokenRequests, 0);
  },
);

const ANSWERS = {
  token: [(token) => ({ token }), 600],
  jwt: [(jwt) => ({ jwt }), 600],
  'token and expiresIn': [(token) => ({ token, expiresIn: 90 }), 90],
  'token and expires_in': [(token) => ({ token, expires_in: 120 }), 120],
  'jwt and fields that mean nothing': [
    (jwt) => ({ jwt, baseUrl: 'https://acme.askwisdom.ai', user: { token: 7 } }),
    600,
  ],
};

scenario(
  'an answer may name the token and its life in each documented way',
  { guests: 'blank' },
  async (scene) => {
    const { host } = scene;
    let answer;
    await endpoint(scene, (token) => answer(token));
    for (const [what, [form, expiresIn]] of Object.entries(ANSWERS)) {
      answer = form;
      await host.mount(what, { token: '/mint' });
      await host.becomes(what, 'live');
      const guest = await host.guest(what);
      await guest.ask();

      await guest.answered();
      assert.equal((await host.fired(what, 'tokensent')).expiresIn, expiresIn, what);
      await host.close(what);
    }
  },
);

scenario('a callback is told why a token is wanted and for whom', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    window.told = [];
    const token = ({ reason, user, signal }) => {
      window.told.push({ reason, user, signal: signal instanceof AbortSignal });
      return stage.craft();
    };
    stage.mount('embed', { user: 'account 7', token });
  });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  await guest.ask();
  await guest.answered();

  assert.deepEqual(await host.run(() => window.told), [
    { reason: 'mount', user: 'account 7', signal: true },
    { reason: 'request', user: 'account 7', signal: true },
  ]);
});

scenario("a callback of a source is told the source's user", { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    const source = new sdk.TokenSource(
      ({ user }) => {
        window.user = user;
        return stage.craft();
      },
      { user: 'account 7' },
    );
    stage.mount('embed', { token: source });
  });
  await host.becomes('embed', 'live');

  assert.equal(await host.run(() => window.user), 'account 7');
});

scenario('a callback gives a token or a grant, at once or later', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    const later = (value) =>
      new Promise((give) => {
        queueMicrotask(() => give(value));
      });
    stage.mount('string', { token: () => stage.craft() });
    stage.mount('grant', { token: () => ({ token: stage.craft(), expiresIn: 45 }) });
    stage.mount('promised string', { token: () => later(stage.craft()) });
    stage.mount('promised grant', { token: () => later({ token: stage.craft(), expiresIn: 45 }) });
    stage.mount('thenable', { token: () => ({ then: (give) => give(stage.craft()) }) });
  });

  for (const name of ['string', 'grant', 'promised string', 'promised grant', 'thenable'])
    await host.becomes(name, 'live');
  const guest = await host.guest('grant');
  await guest.ask();
  await guest.answered();
  assert.equal((await host.fired('grant', 'tokensent')).expiresIn, 45);
});

scenario('a callback is called after mount has returned', { guests: 'blank' }, async ({ host }) => {
  const order = await host.run(() => {
    window.order = [];
    stage.mount('embed', {
      token: () => {
        window.order.push('callback');
        return stage.craft();
      },
    });
    window.order.push('mounted');
    return window.order.slice();
  });
  assert.deepEqual(order, ['mounted']);

  await host.becomes('embed', 'live');
  assert.deepEqual(await host.run(() => window.order), ['mounted', 'callback']);
});

for (const [how, fail] of [
  ['throws', 'throw'],
  ['rejects', 'reject'],
]) {
  scenario(
    `a callback that ${how} is provider-failed, without its error's text, and the next request works`,
    { guests: 'blank' },
    async ({ host }) => {
      await host.run((way) => {
        window.broken = false;
        const failing = () => {
          const error = new Error("the host's own words");
          if (way === 'throw') throw error;
          return Promise.reject(error);
        };
        stage.mount('embed', { timeout: 600, token: () => (window.broken ? failing() : stage.craft()) });
        stage.embeds.embed.addEventListener('tokenerror', ({ detail }) => {
          window.words = `${detail.error.message} ${detail.error.stack} ${JSON.stringify(detail.error)}`;
        });
      }, fail);
      await host.becomes('embed', 'live');
      const guest = await host.guest();
      await host.run(() => {
        window.broken = true;
      });
      await guest.ask();
      assert.equal((await host.fired('embed', 'tokenerror')).error.code, 'provider-failed');
      assert.equal(await host.run(() => window.words.includes('own words')), false);

      await host.run(() => {
        window.broken = false;
      });
      await guest.ask();
      await guest.answered();
    },
  );
}

scenario(
  'a source is asked for its url each time, from where the page is now',
  { guests: 'blank' },
  async (scene) => {
    const { host, page } = scene;
    const calls = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/mint')) calls.push(new URL(request.url()).pathname);
    });
    await scene.context.route('**/mint', async (route) =>
      route.fulfill({ json: { token: await host.run(() => stage.craft()) } }),
    );
    await host.mount('embed', { token: { url: 'mint' } });
    await host.becomes('embed', 'live');

    await until('a call', () => calls.length);
    assert.deepEqual(calls, ['/e2e/mint']);
  },
);
