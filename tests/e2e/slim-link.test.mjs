import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE, SUPPORT } from './harness/melody.mjs';
import { withoutWebAssembly } from './harness/no-wasm.mjs';
import { answerModule, importSlim, WASM } from './harness/slim-page.mjs';
import { visit } from './harness/visit.mjs';

/** Opens a page without scripts by a link, and imports slim there. */
async function open({ page, server }, behind) {
  await page.goto('about:blank');
  await Landing.goTo(page, server, `${server.host}/e2e/bare.html${behind}`);
  await importSlim(page);
  return () => server.melody.masked(page.url());
}

/** Begins to start slim with the link, and gives whether the address is clean when the call returns. */
const begin = (page) =>
  page.evaluate((wasm) => {
    const running = slim.init(wasm, { takeLink: true });
    window.started = attempt(() => running);
    return !location.href.includes('token=');
  }, WASM);

const started = (page) => page.evaluate(() => window.started);

/** Opens the link that was taken, and tells whose session it is. */
const impersonate = (page) =>
  page.evaluate(async () => {
    const { melody, melodyClientId } = await (await fetch('/config.json')).json();
    window.session = await slim.impersonate({ server: melody, clientId: melodyClientId });
    return session && { subject: session.subject, by: session.impersonatedBy };
  });

const OPENED = { subject: ALICE, by: SUPPORT };

visit('a link is out of the address before the module has come, is opened then, and ends', async (scene) => {
  const { page, context, server } = scene;
  const { query } = await server.melody.issue();
  const address = await open(scene, `?x=1&${query}#top`);
  let goOn;
  const held = new Promise((resolve) => {
    goOn = resolve;
  });
  await answerModule(context, server, (route) => held.then(() => route.continue()));
  const request = page.waitForRequest(server.host + WASM);

  assert.equal(await begin(page), true);
  assert.equal((await (await request).allHeaders()).referer, undefined);
  assert.equal(address(), `${server.host}/e2e/bare.html?x=1#top`);
  goOn();
  assert.equal(await started(page), 'done');
  assert.deepEqual(await impersonate(page), OPENED);
  assert.deepEqual(await page.evaluate(() => session.end()), { revoked: true });
  assert.equal(await impersonate(page), null);
});

visit('of links that come before the module, the newest is opened', async (scene) => {
  const { page, context, server } = scene;
  const [first, second] = [await server.melody.issue({ user: 'bob' }), await server.melody.issue()];
  const address = await open(scene, `?${first.query}`);
  let goOn;
  const held = new Promise((resolve) => {
    goOn = resolve;
  });
  await answerModule(context, server, (route) => held.then(() => route.continue()));
  await begin(page);
  await page.evaluate((query) => {
    location.hash = `#/inbox?${query}`;
  }, second.query);
  await page.waitForFunction(() => !location.href.includes('token='));
  assert.equal(address(), `${server.host}/e2e/bare.html#/inbox`);
  goOn();

  assert.equal(await started(page), 'done');
  assert.deepEqual(await impersonate(page), OPENED);
});

visit('a link waits for a start that works', async (scene) => {
  const { page, context, server } = scene;
  const { query } = await server.melody.issue();
  const address = await open(scene, `?${query}`);
  await answerModule(context, server, (route) => route.fulfill({ status: 404, body: '' }));
  await begin(page);

  assert.deepEqual(await started(page), { code: 'backend-status', status: 404, isError: true });
  assert.equal(address(), `${server.host}/e2e/bare.html`);
  await page.evaluate((wasm) => slim.init(wasm), WASM);
  assert.deepEqual(await impersonate(page), OPENED);
});

visit('with names of its own, and without the option, a link is taken when that is asked for', async (scene) => {
  const { page, server } = scene;
  const { token } = await server.melody.issue();
  const address = await open(scene, `?rt=${token}&refresh_token=theirs`);
  await page.evaluate(() => slim.keepLinks({ names: { refreshToken: 'rt' } }));
  assert.equal(address(), `${server.host}/e2e/bare.html?refresh_token=theirs`);
  await page.evaluate((wasm) => slim.init(wasm), WASM);
  assert.deepEqual(await impersonate(page), OPENED);
  assert.equal(address(), `${server.host}/e2e/bare.html?refresh_token=theirs`);

  const { query } = await server.melody.issue();
  await open(scene, `?${query}`);
  const link = await page.evaluate(async (wasm) => {
    await slim.init(wasm);
    const before = location.search.length;
    const { expiresIn } = slim.takeLink();
    return { before: before > 1, after: location.search, expiresIn: typeof expiresIn };
  }, WASM);
  assert.deepEqual(link, { before: true, after: '', expiresIn: 'number' });
});

visit('options that are wrong are refused by the call that has them, before the module runs as after, and no link is lost', async (scene) => {
  const { page, server } = scene;
  const { query } = await server.melody.issue();
  const address = await open(scene, `?a=1&${query}`);
  const said = await page.evaluate(async (wasm) => {
    const names = [5, 'rt', { token: 'rt' }, { refreshToken: '' }, { refreshToken: 1 }, { expiresOn: 'refresh_token' }];
    const wrong = [{ name: 'rt' }, ...names.map((given) => ({ names: given }))];
    const refused = async () => {
      const calls = wrong.flatMap((options) => [() => slim.takeLink(options), () => slim.keepLinks(options)]);
      return Promise.all(calls.map(attempt));
    };
    const before = await refused();
    const untouched = location.href.includes('token=');
    slim.keepLinks({ names: null });
    return { before, untouched, started: await attempt(() => slim.init(wasm)), after: await refused() };
  }, WASM);

  const invalid = Array(14).fill({ code: 'invalid-options', isError: true });
  assert.deepEqual(said, { before: invalid, untouched: true, started: 'done', after: invalid });
  assert.equal(address(), `${server.host}/e2e/bare.html?a=1`);
  assert.deepEqual(await impersonate(page), OPENED);
});

visit('where a policy forbids WebAssembly, init and every call say so, and the link is out of the address', async (scene) => {
  const { page, context, server } = scene;
  const blocked = { code: 'wasm-blocked', isError: true };
  await withoutWebAssembly(context, `${server.host}/e2e/bare.html`);
  for (const takeLink of [true, false]) {
    const { query } = await server.melody.issue();
    const address = await open(scene, `?a=1&${query}`);
    const said = await page.evaluate(
      async ([wasm, taken]) => [await attempt(() => slim.init(wasm, { takeLink: taken })), await attempt(() => slim.takeLink()), await attempt(() => slim.impersonate({}))],
      [WASM, takeLink],
    );
    assert.deepEqual(said, Array(3).fill(blocked));
    assert.equal(address(), `${server.host}/e2e/bare.html?a=1`);
  }
});
