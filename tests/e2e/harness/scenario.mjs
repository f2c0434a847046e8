import assert from 'node:assert/strict';
import { after } from 'node:test';

import { HostPage } from './host-page.mjs';
import { PageTime } from './page-time.mjs';
import { Server } from './server.mjs';
import { closeBrowser, withTab } from './tab.mjs';
import { test } from './test.mjs';
import { until } from './until.mjs';

after(closeBrowser);

const USUAL = {
  path: '/e2e/stage.html',
  user: 'alice',
  guests: 'working',
  tokenLife: 600,
  twins: false,
  scripts: [],
  clock: false,
  plain: false,
};

/**
 * `scenario(name, run)` or `scenario(name, options, run)`: a test with servers of its own, on the stage page,
 * signed in as alice.
 *
 * Tokens live long enough that no guest asks by itself, and two tokens of one second differ, unless the
 * options say otherwise. Where a test makes up its tokens, it takes blank guests: the stand-in's page knows a
 * token that its server did not sign, and asks for another. `scripts`, `clock` and `plain` say in what kind of
 * tab it runs (see `withTab`). An error that nobody catches on the page fails the test, unless the test takes
 * it out of `uncaught`.
 */
export function scenario(name, ...rest) {
  const run = rest.pop();
  const options = { ...USUAL, ...rest.pop() };
  test(name, { timeout: 60_000 }, async () => {
    const server = await Server.start(options);
    try {
      await withTab(options, (tab) => onStage({ ...tab, server, ...options }, run));
    } finally {
      await server.stop();
    }
  });
}

async function onStage({ server, context, page, path, user, guests }, run) {
  const { uncaught, logged } = listen(page);
  if (guests === 'blank') await blankPages(context, `${server.wisdom}/embed/**`);
  if (user) await signIn(context, server, user);
  await page.goto(server.host + path);
  if (path.endsWith('stage.html')) await stageIsSet(page, uncaught);
  const host = new HostPage(page, server);
  await run({ server, context, page, host, time: new PageTime(page), uncaught, logged });
  assert.deepEqual(uncaught, [], 'errors that nobody caught');
}

/** Waits for the stage's own script, which has imported the package then. */
async function stageIsSet(page, uncaught) {
  const isSet = () => page.evaluate(() => typeof window.stage?.mount === 'function');
  await until('the stage', async () => uncaught.length > 0 || (await isSet()));
  assert.deepEqual(uncaught, [], 'errors of the stage');
}

function listen(page) {
  const uncaught = [];
  const logged = [];
  page.on('pageerror', (error) => uncaught.push(error.message));
  page.on('console', (line) => logged.push(line.text()));
  return { uncaught, logged };
}

/** Answers addresses with a page that does nothing by itself. */
export async function blankPages(context, addresses) {
  const body = '<!doctype html><title>Blank</title><body></body>';
  await context.route(addresses, (route) => route.fulfill({ contentType: 'text/html', body }));
}

export async function signIn(context, server, user) {
  const answer = await context.request.post(`${server.host}/sign-in`, { data: { user } });
  assert.equal(answer.status(), 204, `signing in ${user}`);
}
