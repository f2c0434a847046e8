import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

scenario(
  'twenty requests during a flight are one call, one mint and one answer',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await guest.ask(20);
    await host.heard(20);
    await server.called(2);
    await server.release();
    await guest.answered();
    await host.fence('embed');

    assert.equal((await guest.answers()).length, 1);
    assert.equal((await host.events('embed', 'tokensent')).length, 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario(
  'requests that come one after another, each after its answer, are a mint each',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    for (let round = 1; round <= 5; round += 1) {
      await guest.ask();
      await guest.answered(round);
    }

    const marks = (await guest.answers()).map(({ mark }) => mark);
    assert.equal(new Set(marks).size, 5);
    assert.deepEqual(await server.calls(), { tokenRequests: 6, minted: 6 });
  },
);

scenario(
  'a guest that asks again at each answer gets five in a row, and then one in ten seconds',
  { clock: true, guests: 'blank' },
  async ({ host, time }) => {
    const guest = await host.mountMinting('embed', 3600);
    await guest.run(() => {
      const ask = () => window.parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
      addEventListener('message', ask);
      ask();
    });
    await guest.answered(5);
    await host.heard(6);
    await host.fence('embed');
    assert.deepEqual(await host.reasons(), ['mount', ...Array(5).fill('request')]);

    // The page's time also runs by itself.
    await time.passes(4);
    await guest.ask();
    await host.fence('embed');
    assert.equal((await guest.answers()).length, 5);
    await time.passes(8);
    await guest.ask();
    await guest.answered(6);
    await host.heard(9);
    await host.fence('embed');
    assert.equal((await host.reasons()).length, 7);
  },
);

scenario(
  'a flight that fails answers nobody, and twenty requests after it are one mint again',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
    await guest.ask();
    await host.fired('embed', 'tokenerror');

    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await guest.ask(20);
    await host.heard(21);
    await server.called(3);
    await server.release();
    await guest.answered();
    await host.fence('embed');
    assert.equal((await guest.answers()).length, 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 2 });
  },
);

scenario("a request during another embed's first flight joins it", async ({ host, server }) => {
  await host.run(() => {
    window.source = new sdk.TokenSource('/api/wisdom-token');
  });
  await host.run(() => {
    stage.mount('served', { token: window.source });
  });
  await host.becomes('served', 'live');
  const guest = await host.guest('served');
  await guest.works();

  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await host.run(() => {
    stage.mount('mounting', { token: window.source }, '#elsewhere');
  });
  await server.called(2);
  await guest.ask(3);
  await host.heard(3);
  await server.release();
  await guest.answered();
  await host.becomes('mounting', 'live');
  await host.fence('served', 'mounting');

  assert.equal((await guest.answers()).length, 1);
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
});

scenario('a callback is called once for twenty requests', async ({ host, server }) => {
  await host.run(() => {
    window.calls = [];
    stage.mount('embed', {
      token: async ({ reason, signal }) => {
        window.calls.push(reason);
        return stage.fetchToken(signal);
      },
    });
  });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  await guest.works();
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await guest.ask(20);
  await host.heard(20);
  await server.called(2);
  await server.release();
  await guest.answered();
  await host.fence('embed');

  assert.equal((await guest.answers()).length, 1);
  assert.deepEqual(await host.run(() => window.calls), ['mount', 'request']);
});
