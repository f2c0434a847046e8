// Users are created at the tenant by the host's backend: what a page and its guest notice of that.
import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

scenario('a user whom the tenant lost is created again, and the guest is answered', async (scene) => {
  const { host, server } = scene;
  const guest = await host.mountAndLoad();
  const before = await server.counts();
  await server.forgetsUsers();
  await guest.ask();
  await guest.answered();

  const { minted, usersCreated } = await server.counts();
  assert.deepEqual([minted, usersCreated], [before.minted + 1, before.usersCreated + 1]);
  assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  await guest.works();
  const { user, region, period } = await guest.says();
  assert.deepEqual({ user, region, period }, { user: 'alice@example.com', region: 'Europe', period: 'today' });
});

scenario('a page waits for a user who is being created, and the backend is asked once', async (scene) => {
  const { host, server } = scene;
  await host.mountAndLoad();
  await host.close();
  // A refused token is how the backend learns that it has to create the user again.
  await server.forgetsUsers();
  await server.operations({ listUsers: { kind: 'hang' } });
  const asked = await server.counts();
  await host.mount('first');
  await host.mount('second');
  await server.listsUsers(asked.userLists + 1);
  await server.operations({ listUsers: { kind: 'none' } });
  await server.releaseTenant();

  for (const name of ['first', 'second']) await host.becomes(name, 'live');
  const { usersCreated } = await server.counts();
  assert.equal(usersCreated, asked.usersCreated + 1);
});
