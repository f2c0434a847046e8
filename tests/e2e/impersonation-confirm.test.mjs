import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE, SUPPORT } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const DECLINED = { code: 'declined', isError: true };

visit('confirm is told who it would be, before anything is stored', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  const { asked, opened } = await landing.run(async () => {
    const asked = [];
    const confirm = async (who) => {
      asked.push({ who, kept: sessionStorage.length, live: Object.keys(landing.sessions).length });
      return true;
    };
    return { opened: await landing.open({ confirm }), asked };
  });

  assert.deepEqual(asked, [{ who: { subject: ALICE, impersonatedBy: SUPPORT }, kept: 0, live: 0 }]);
  assert.equal(opened.active, true);
});

/** Runs in the page: opens the link, with an answer of this kind to the question. */
function openAnswering(kind) {
  const answers = {
    false: () => false,
    'a promise of false': async () => false,
    nothing: () => {},
    'something that is not true': () => 'yes',
    'an error': () => {
      throw new Error('no');
    },
    'a rejection': () => Promise.reject(new Error('no')),
  };
  return landing.open({ confirm: answers[kind] });
}

for (const kind of [
  'false',
  'a promise of false',
  'nothing',
  'something that is not true',
  'an error',
  'a rejection',
]) {
  visit(
    `a link is declined, and nothing stored, where confirm answers with ${kind}`,
    async ({ page, server }) => {
      const landing = await Landing.with(page, server, await server.melody.issue());

      assert.deepEqual(await landing.run(openAnswering, kind), DECLINED);
      assert.deepEqual(await landing.storage(), { keys: [], tokens: 0 });
      assert.equal(await landing.open(), null, 'the link is gone');
      assert.deepEqual(await server.melody.counted('exchanges', 'revokes'), [1, 0]);
    },
  );
}

visit('a declined link leaves the session of the tab as it is', async ({ page, server }) => {
  const { melody } = server;
  await (await Landing.with(page, server, await melody.issue())).open();
  const landing = await Landing.with(page, server, await melody.issue({ user: 'bob' }));

  const { subject, linkError } = await landing.run(() => landing.open({ confirm: () => false }));
  assert.deepEqual([subject, linkError], [ALICE, DECLINED]);
  assert.deepEqual(await melody.counted('revokes'), [0]);
});

visit('nobody is asked again when a session is gone on with', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await landing.reload();

  const resumed = await landing.run(() => landing.open({ confirm: () => false }));
  assert.equal(resumed.subject, ALICE);
});
