import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const MELODY = { storage: { melody: 'localStorage' } };

/** What somebody puts into an address to take the banner of a session away. */
const JUNK = {
  'an invented token': ['refresh_token=2.junk', 'exchange-refused'],
  'a doubled parameter': ['refresh_token=2.junk&refresh_token=2.junk', 'link-malformed'],
  'an empty token': ['refresh_token=', 'link-malformed'],
};

for (const [name, [query, code]] of Object.entries(JUNK)) {
  for (const where of ['the same tab', 'a second tab']) {
    visit(`${name} in ${where} leaves the session to the app, which can end it`, async (scene) => {
      const { page, context, server } = scene;
      await (await Landing.with(page, server, await server.melody.issue())).open(MELODY);
      const tab = where === 'a second tab' ? await context.newPage() : page;
      const landing = await Landing.with(tab, server, { query });

      const { subject, active, linkError } = await landing.open(MELODY);
      assert.deepEqual([subject, active, linkError.code], [ALICE, true, code]);
      assert.deepEqual(await landing.fired('error'), { type: 'error', code });
      assert.ok((await landing.accessToken()).mark);
      assert.deepEqual(await landing.end(), { revoked: true });
      assert.deepEqual(await landing.storage('localStorage'), { keys: [], tokens: 0 });
    });
  }
}

visit('a junk link in an open page leaves the session to the app', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open(MELODY);
  await landing.run(() => {
    location.hash = '#refresh_token=2.junk';
  });

  assert.equal((await landing.open(MELODY)).linkError.code, 'exchange-refused');
  assert.equal((await landing.told()).active, true);
  assert.equal(landing.address(), `${server.host}/e2e/landing.html`);
});

visit('offline, a session that is kept is given, has no token, and can be ended', async (scene) => {
  const { page, server } = scene;
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open(MELODY);
  await server.melody.behaves({ exchange: { kind: 'drop' }, revoke: { kind: 'drop' } });
  await landing.reload();

  assert.equal((await landing.open({ ...MELODY, timeout: 500 })).subject, ALICE);
  assert.equal((await landing.accessToken()).code, 'network');
  assert.deepEqual(await landing.end(), { revoked: false });
  assert.deepEqual(await landing.storage('localStorage'), { keys: [], tokens: 0 });
  assert.equal(await landing.open(MELODY), null);
});
