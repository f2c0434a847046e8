import assert from 'node:assert/strict';

import { namesQueryInStacks, tabHistory, walksHistory } from './harness/browser.mjs';
import { collectEvidence, readPage } from './harness/evidence.mjs';
import { forward } from './harness/forward.mjs';
import { Landing } from './harness/landing.mjs';
import { leaks } from './harness/secrecy.mjs';
import { visit } from './harness/visit.mjs';

/** Keeps every token of the run: those that links were made of, and those that the auth server gave for them. */
async function keepTokens({ context, server }) {
  const { melody } = server;
  await context.route(`${melody.origin}/oauth2/v1/token`, async (route) => {
    const response = await forward(route).catch(() => null);
    if (!response) return route.abort();
    const { access_token: access, refresh_token: rotated } = await response.json().catch(() => ({}));
    for (const token of [access, rotated]) if (token) melody.tokens.add(token);
    return route.fulfill({ response });
  });
  return melody.tokens;
}

/** Opens a link in the page, and keeps all that it says, in every form. */
function openWatched(options) {
  const keep = (session) => {
    if (!session) return null;
    for (const type of ['expiring', 'ended', 'error']) {
      session.addEventListener(type, (event) => {
        window.keepValue(`event ${type}`, event);
        window.keepValue(`detail of ${type}`, event.detail);
      });
    }
    window.keepValue('session', session);
    landing.watch('session', session);
    const { linkError } = session;
    if (linkError) window.keepError('linkError', linkError);
    return linkError?.code ?? session.subject;
  };
  const said = sdk.impersonate({ ...landing.usual(), ...options });
  return said.then(keep, (error) => {
    window.keepError('impersonate', error);
    return error.code;
  });
}

/** A call that has to fail; what it says is kept. */
function fail(call) {
  const calls = {
    accessToken: () => landing.sessions.session.accessToken(),
    takeLink: async () => sdk.takeLink(),
    options: () => sdk.impersonate({ ...landing.usual(), timeout: -1 }),
    server: () => sdk.impersonate({ ...landing.usual(), server: `${location.href}?x=1` }),
  };
  return calls[call]().catch((error) => {
    window.keepError(call, error);
    return error.code;
  });
}

async function inspectHistory(page, tokens, moment) {
  const { addresses } = await tabHistory(page);
  assert.equal(leaks(addresses.join('\n'), tokens), false, `a token in the history, ${moment}`);
}

/** Whether what was collected in this document, or stands in it, holds a token. */
async function inspect({ page, server }, tokens, moment) {
  const evidence = await page.evaluate(() => {
    window.keepValue('the module', sdk);
    window.keepValue('records', landing.events);
    return window.evidence;
  });
  const found = await page.evaluate(readPage);
  for (const { where, text } of evidence)
    assert.equal(leaks(text, tokens), false, `a token in ${where}, ${moment}`);
  // A session that lives is kept in its tab's sessionStorage: that is what it is for.
  const { sessionStorage, ...elsewhere } = found.elsewhere;
  for (const [where, text] of Object.entries(elsewhere))
    assert.equal(leaks(text, tokens), false, `a token in ${where}, ${moment}`);
  for (const { kind, by, text } of found.timing) {
    // The browser's own entry of the navigation, which no page can change.
    if (kind === 'navigation') continue;
    assert.equal(leaks(text, tokens), false, `a token in a ${kind} entry by ${by}, ${moment}`);
  }
  if (!walksHistory) await inspectHistory(page, tokens, moment);
  assert.equal(leaks(server.log.join('\n'), tokens), false, `a token in the server's log, ${moment}`);
  return { evidence, sessionStorage };
}

visit('a full run leaves no token where it could be read', { scripts: [collectEvidence] }, async (scene) => {
  const { page, server, logged, uncaught } = scene;
  const { melody } = server;
  const tokens = await keepTokens(scene);
  const kinds = new Set();
  const step = async (moment, link, options = {}) => {
    const landing = link ? await Landing.with(page, server, link) : null;
    const said = await page.evaluate(openWatched, options);
    const { evidence } = await inspect(scene, tokens, moment);
    for (const { where } of evidence) kinds.add(where);
    return { landing, said };
  };

  await melody.behaves({ accessLife: 30, rotation: true });
  const alone = await step('refused, with no session', await melody.signIn('alice'));
  assert.equal(alone.said, 'not-impersonation');
  await step('opened', await melody.issue());
  await page.reload();
  await new Landing(page, server).isSet();
  await step('resumed');
  await step('replaced', await melody.issue({ user: 'support' }));
  await melody.behaves({ rotation: false });
  assert.equal((await step('refused', await melody.signIn('alice'))).said, 'not-impersonation');
  assert.equal((await step('of another app', await melody.issue({ app: 'panel' }))).said, 'wrong-app');
  assert.equal(
    (await step('of a disabled user', await melody.issue({ user: 'carol' }))).said,
    'exchange-refused',
  );
  const twice = await melody.issue();
  const malformed = { query: `${twice.query}&refresh_token=${twice.token}` };
  assert.equal((await step('malformed', malformed)).said, 'link-malformed');
  for (const [moment, exchange] of [
    ['no server', { kind: 'drop' }],
    [
      'an error that repeats the token',
      { kind: 'body', json: { error: twice.token, refresh_token: twice.token } },
    ],
    ['a server that hangs', { kind: 'hang' }],
  ]) {
    await melody.behaves({ exchange });
    await step(moment, await melody.issue(), { timeout: 300 });
  }
  await melody.behaves({ exchange: { kind: 'none' }, revoke: { kind: 'status', status: 500 } });

  await step('opened again', await melody.issue(), { timeout: 500 });
  for (const call of ['options', 'server']) assert.equal(await page.evaluate(fail, call), 'invalid-options');
  await page.evaluate(() => landing.sessions.session.end());
  assert.equal(await page.evaluate(fail, 'accessToken'), 'session-over');
  const { sessionStorage, evidence } = await inspect(scene, tokens, 'ended');

  for (const { where } of evidence) kinds.add(where);
  for (const where of ['session', 'event ended', 'impersonate', 'linkError', 'accessToken', 'options'])
    assert.ok(kinds.has(where), where);
  assert.ok(tokens.size >= 12, `the run has seen ${tokens.size} tokens`);
  assert.equal(leaks(sessionStorage, tokens), false, 'a token in sessionStorage, ended');
  assert.equal(leaks([...logged, ...uncaught].join('\n'), tokens), false, 'a token on the console');
  // Last, where it walks through all pages.
  if (walksHistory) await inspectHistory(page, tokens, 'ended');
});

visit(
  "the browser's own entry of the navigation holds the address until the page is loaded anew",
  async ({ page, server }) => {
    const { token, query } = await server.melody.issue();
    const landing = await Landing.with(page, server, { query });
    await landing.open();
    const mentions = async () => {
      const names = await landing.run(() =>
        performance.getEntriesByType('navigation').map(({ name }) => name),
      );
      return names.map((name) => name.includes(token));
    };

    assert.deepEqual(await mentions(), [true]);
    await landing.reload();
    assert.deepEqual(await mentions(), [false]);
    assert.equal((await landing.open()).active, true);
  },
);

visit(
  'an error of an inline script names the address that the page was loaded with, until it is loaded anew',
  async ({ page, context, server }) => {
    await context.route(`${server.host}/e2e/landing.html*`, async (route) => {
      const response = await route.fetch();
      const inline = '<script>window.stackLater = () => new Error().stack;</script>';
      return route.fulfill({ response, body: (await response.text()).replace('<head>', `<head>${inline}`) });
    });
    const { token, query } = await server.melody.issue();
    const landing = await Landing.with(page, server, { query });
    await landing.open();
    const mentions = async () => (await landing.run(() => window.stackLater())).includes(token);

    assert.equal(await mentions(), namesQueryInStacks);
    await landing.reload();
    assert.equal(await mentions(), false);
  },
);
