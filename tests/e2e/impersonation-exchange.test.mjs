import assert from 'node:assert/strict';

import { bodyOf, headersOf } from './harness/browser.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

visit(
  'the exchange is a simple request: a form, no preflight, no credentials',
  async ({ page, context, server }) => {
    const { melody } = server;
    await context.addCookies([{ name: 'session', value: 'of-the-admin', url: melody.origin }]);
    const landing = await Landing.with(page, server, await melody.issue());
    const exchange = page.waitForRequest(`${melody.origin}/oauth2/v1/token`);
    await landing.open();

    const request = await exchange;
    const { cookie, authorization, 'content-type': type } = await headersOf(request);
    assert.deepEqual(
      { cookie, authorization, type },
      { cookie: undefined, authorization: undefined, type: 'application/x-www-form-urlencoded' },
    );
    assert.deepEqual([...new URLSearchParams(await bodyOf(request)).keys()].sort(), [
      'grant_type',
      'refresh_token',
    ]);
    assert.deepEqual(await melody.counted('preflights'), [0]);
    const cookies = await context.cookies(melody.origin);
    assert.deepEqual(
      cookies.map(({ value }) => value),
      ['of-the-admin'],
      'what the answer sets is not taken',
    );
  },
);

visit('calls of impersonate() at once join: one exchange, one session', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  const same = await landing.run(async () => {
    const open = () => sdk.impersonate(landing.usual());
    const [first, ...rest] = await Promise.all([open(), open(), open(), open()]);
    const later = await open();
    return { all: [...rest, later].map((session) => session === first), subject: first.subject };
  });

  assert.deepEqual(same, { all: [true, true, true, true], subject: ALICE });
  assert.deepEqual(await server.melody.counted('exchanges'), [1]);
});

visit('ten calls of accessToken() at once are one request', async ({ page, server }) => {
  const { melody } = server;
  await melody.behaves({ accessLife: 1 });
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  // The first token has expired when the server has counted a renewal.
  await landing.run(async () => {
    const first = await landing.sessions.session.accessToken();
    while ((await landing.sessions.session.accessToken()) === first) await new Promise(requestAnimationFrame);
  });
  await melody.behaves({ accessLife: 60, exchange: { kind: 'slow', ms: 100 } });
  const before = (await melody.counts()).exchanges;
  const marks = await landing.run(async () => {
    const stale = await landing.sessions.session.accessToken();
    for (;;) {
      const tokens = await Promise.all(
        Array.from({ length: 10 }, () => landing.sessions.session.accessToken()),
      );
      if (tokens[0] !== stale) return tokens.map((token) => window.mark(token));
      await new Promise(requestAnimationFrame);
    }
  });

  assert.equal(marks.length, 10);
  assert.equal(new Set(marks).size, 1);
  assert.equal((await melody.counts()).exchanges - before, 1);
});

for (const [name, exchange, said] of [
  ['is not there', { kind: 'drop' }, { code: 'network' }],
  ['breaks off', { kind: 'cut' }, { code: 'network' }],
  ['hangs', { kind: 'hang' }, { code: 'timeout' }],
  ['stalls', { kind: 'stall' }, { code: 'timeout' }],
  ['is in trouble', { kind: 'status', status: 500 }, { code: 'backend-status', status: 500 }],
  ['is busy', { kind: 'status', status: 429, retryAfter: 60 }, { code: 'backend-status', status: 429 }],
  ['answers with a login page', { kind: 'html' }, { code: 'bad-response' }],
]) {
  visit(`a link outlives a server that ${name}, and opens once it is back`, async ({ page, server }) => {
    const { melody } = server;
    await melody.behaves({ exchange });
    const landing = await Landing.with(page, server, await melody.issue());
    assert.deepEqual(await landing.open({ timeout: 500 }), { ...said, isError: true });
    assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
    assert.equal(landing.address(), `${server.host}/e2e/landing.html`);
    if (said.code === 'timeout') await melody.reaches('exchangesAborted', 1);

    await melody.behaves({ exchange: { kind: 'none' } });
    assert.equal((await landing.open()).subject, ALICE);
  });
}

for (const [name, exchange] of [
  ['a broken connection', { kind: 'drop', times: 2 }],
  ['503', { kind: 'status', status: 503, times: 2 }],
  ['429', { kind: 'status', status: 429, times: 2 }],
]) {
  visit(`what passes is tried again inside the deadline: ${name}`, async ({ page, server }) => {
    const { melody } = server;
    await melody.behaves({ exchange });
    const landing = await Landing.with(page, server, await melody.issue());

    assert.equal((await landing.open()).subject, ALICE);
    assert.deepEqual(await melody.counted('exchanges'), [3]);
  });
}

/**
 * Answers exchanges so many times with an error and a `Retry-After`. A browser tells a page of that header only
 * if the server exposes it, which Melody Auth does not.
 */
async function busy({ context, server }, { status, seconds, times }) {
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Retry-After',
    'retry-after': String(seconds),
  };
  await context.route(
    `${server.melody.origin}/oauth2/v1/token`,
    (route) => route.fulfill({ status, headers, body: 'busy' }),
    { times },
  );
}

for (const status of [429, 503]) {
  visit(`a server that exposes Retry-After is left alone until then: ${status}`, async (scene) => {
    const { page, server } = scene;
    await busy(scene, { status, seconds: 1, times: 1 });
    const landing = await Landing.with(page, server, await server.melody.issue());
    const { subject, took } = await landing.run(async () => {
      const started = performance.now();
      return { ...(await landing.open()), took: performance.now() - started };
    });

    assert.equal(subject, ALICE);
    assert.ok(took >= 1000, `after ${took} ms`);
    assert.deepEqual(await server.melody.counted('exchanges'), [1]);
  });

  visit(`a Retry-After beyond the deadline is told at once: ${status}`, async (scene) => {
    const { page, server } = scene;
    await busy(scene, { status, seconds: 60, times: 1 });
    const landing = await Landing.with(page, server, await server.melody.issue());

    assert.deepEqual(await landing.open(), { code: 'backend-status', status, retryAfter: 60, isError: true });
    assert.deepEqual(await server.melody.counted('exchanges'), [0]);
  });
}

for (const status of [400, 401, 403, 404]) {
  visit(`${status} is final: it is not tried again, and the link is gone`, async ({ page, server }) => {
    const { melody } = server;
    await melody.behaves({ exchange: { kind: 'status', status } });
    const landing = await Landing.with(page, server, await melody.issue());

    assert.deepEqual(await landing.open(), { code: 'exchange-refused', status, isError: true });
    assert.equal(await landing.open(), null);
    assert.deepEqual(await melody.counted('exchanges'), [1]);
  });
}

visit(
  'a session whose tab is closed while it is being opened leaves a link that still works',
  async ({ page, context, server }) => {
    const { melody } = server;
    const link = await melody.issue();
    await melody.behaves({ exchange: { kind: 'hang' } });
    const tab = await context.newPage();
    const first = await Landing.with(tab, server, link);
    await first.run(() => void landing.open());
    await melody.reaches('exchanges', 1);
    await tab.close();
    await melody.behaves({ exchange: { kind: 'none' } });

    assert.equal((await (await Landing.with(page, server, link)).open()).subject, ALICE);
  },
);
