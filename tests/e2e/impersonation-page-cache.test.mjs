import assert from 'node:assert/strict';

import { restoresStorage } from './harness/browser.mjs';
import { Landing } from './harness/landing.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

/** Keeps how the page was shown. Runs in every page before its scripts. */
function recordShows() {
  addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
}

/** A plain browser keeps a page that was left as it is, for Back. */
const KEPT = { plain: true, scripts: [recordShows] };

async function backTo(landing, page) {
  await page.goBack({ waitUntil: 'commit' });
  assert.equal(await landing.run(() => window.persisted), true, 'the page was kept');
}

visit('a kept page goes on with a session that is still live', KEPT, async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await page.goto(`${server.host}/e2e/bare.html`);
  await backTo(landing, page);

  assert.equal((await landing.told()).active, true);
  assert.deepEqual(Object.keys(await landing.accessToken()), ['mark']);
});

visit('a session that was ended stays so in a kept page', KEPT, async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await landing.end();
  await page.goto(`${server.host}/e2e/bare.html`);
  await backTo(landing, page);

  assert.equal((await landing.told()).active, false);
  assert.equal((await landing.accessToken()).code, 'session-over');
  assert.equal(await landing.open(), null);
});

visit(
  'what another page of the tab has ended meanwhile is over in a kept page',
  KEPT,
  async ({ page, server }) => {
    const landing = await Landing.with(page, server, await server.melody.issue());
    await landing.open();
    const next = await Landing.at(page, server, `${server.host}/e2e/late.html`);
    await next.open();
    await next.end();
    await backTo(landing, page);

    // Where the storage does not tell, the server does.
    const reason = restoresStorage ? 'refused' : 'ended';
    assert.deepEqual(await landing.fired('ended'), { type: 'ended', reason, revoked: false });
    assert.equal((await landing.accessToken()).code, 'session-over');
  },
);

visit('a session whose time has expired meanwhile is over in a kept page', KEPT, async ({ page, server }) => {
  await server.melody.behaves({ refreshLife: 3 });
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  const end = await landing.run(() => landing.sessions.session.expiresAt.getTime());
  await page.goto(`${server.host}/e2e/bare.html`);
  await until('the end', () => page.evaluate((time) => Date.now() > time, end));
  await backTo(landing, page);

  assert.equal((await landing.told()).active, false);
  assert.equal((await landing.accessToken()).code, 'session-over');
  assert.equal((await landing.fired('ended')).reason, 'expired');
  assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
});
