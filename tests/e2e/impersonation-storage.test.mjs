import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const BLOCKED = { type: 'error', code: 'storage-blocked' };

/** Runs in the page before its own scripts: the browser refuses to hand the storages out. */
function noStorage() {
  for (const name of ['sessionStorage', 'localStorage']) {
    const get = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    Object.defineProperty(window, name, { get });
  }
}

/** The storage is there, and takes nothing. */
function readOnlyStorage() {
  Storage.prototype.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
}

/** The storage is there, and cannot be read. */
function unreadableStorage() {
  Storage.prototype.getItem = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
}

for (const [name, script] of [
  ['blocked', noStorage],
  ['not to be written', readOnlyStorage],
]) {
  for (const storage of ['session', { melody: 'localStorage' }]) {
    visit(
      `where the storage is ${name}, a session is in memory, and says so: ${JSON.stringify(storage)}`,
      { scripts: [script] },
      async ({ page, server }) => {
        const landing = await Landing.with(page, server, await server.melody.issue());
        const { active, storage: kept } = await landing.open({ storage });
        assert.deepEqual({ active, kept }, { active: true, kept: 'memory' });
        assert.deepEqual(await landing.fired('error'), BLOCKED);
        assert.deepEqual(await landing.events(), [BLOCKED], 'once');

        assert.equal(typeof (await landing.accessToken()).mark, 'number');
        assert.deepEqual(await landing.end(), { revoked: true });
        await landing.reload();
        assert.equal(await landing.open({ storage }), null);
      },
    );
  }
}

visit(
  'a storage that cannot be read stops nothing',
  { scripts: [unreadableStorage] },
  async ({ page, server }) => {
    const landing = await Landing.with(page, server, await server.melody.issue());
    assert.equal((await landing.open()).active, true);
    assert.deepEqual(await landing.end(), { revoked: true });
  },
);

visit('a full storage is left as it is', async ({ page, server }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.run(() => {
    let size = 4 * 2 ** 20;
    for (let number = 0; size >= 1; number += 1) {
      try {
        sessionStorage.setItem(`filler ${number}`, 'x'.repeat(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  });
  const before = await landing.storage();
  assert.equal((await landing.open()).storage, 'memory');
  assert.deepEqual(await landing.fired('error'), BLOCKED);
  assert.deepEqual(await landing.storage(), before);

  await landing.end();
  await landing.run(() => sessionStorage.clear());
});

visit(
  "what somebody else put under the key is no session, and is in nobody's way",
  async ({ page, server }) => {
    const { melody } = server;
    const landing = await Landing.with(page, server, await melody.issue());
    await landing.open();
    const [key] = (await landing.storage()).keys;
    for (const junk of [
      '',
      '{"refreshToken":',
      'null',
      '[]',
      'identity=x&refresh_token=y',
      '\u0000',
      'x'.repeat(1e5),
    ]) {
      await landing.run(([name, text]) => sessionStorage.setItem(name, text), [key, junk]);
      await landing.reload();
      assert.equal(await landing.open(), null);
    }

    const again = await Landing.with(page, server, await melody.issue());
    const { subject, storage } = await again.open();
    assert.deepEqual({ subject, storage }, { subject: ALICE, storage: 'session' });
    assert.deepEqual(await again.events(), []);
  },
);
