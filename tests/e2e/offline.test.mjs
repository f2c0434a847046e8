import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const TIMED = { clock: true, guests: 'blank' };

scenario(
  'a view that is mounted offline says so, and loads soon when the network is back',
  TIMED,
  async ({ host, server, context, time }) => {
    await context.setOffline(true);
    await host.mount('embed', { timeout: 2_500 });
    assert.equal(await host.settles(), 'network');
    const { error, final, state } = await host.fired('embed', 'tokenerror');
    assert.deepEqual([error.code, final, state], ['network', false, 'loading']);
    // By now it would rest for minutes.
    await time.passes(300);
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
    await context.setOffline(false);
    const back = await time.elapsed();
    await host.becomes('embed', 'live');
    assert.ok((await time.elapsed()) - back < 10, 'it waited for the cooldown');
    const guest = await host.guest();
    await guest.ask();
    await guest.answered();
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario(
  'a token that runs out offline: the next one is there soon when the network is back, and the guest, which asks, keeps its state',
  TIMED,
  async ({ host, server, context, time }) => {
    await host.mount('embed', { timeout: 2_500 });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.run(() => {
      window.sameDocument = true;
    });
    await server.tellNextTokensApart();
    await context.setOffline(true);
    await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded');
    await guest.ask();
    await host.fired('embed', 'tokenerror');
    assert.ok((await host.events('embed', 'tokenerror')).every(({ final }) => !final));
    await guest.ask();
    await context.setOffline(false);
    const back = await time.elapsed();

    await guest.answered();
    await host.becomes('embed', 'live');
    assert.ok((await time.elapsed()) - back < 10, 'it waited for the cooldown');
    assert.equal(await guest.run(() => window.sameDocument), true);
    assert.equal((await host.fired('embed', 'tokensent')).state, 'live');
    assert.equal(await host.iframes(), 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario(
  'offline and online again while the token lives changes nothing: no call, no event',
  async ({ host, server, context }) => {
    const guest = await host.mountAndLoad();
    const before = await host.events();
    await context.setOffline(true);
    await until('a page that knows', () => host.run(() => !navigator.onLine));
    await context.setOffline(false);
    await until('a page that knows again', () => host.run(() => navigator.onLine));
    await host.fence('embed');

    assert.deepEqual(await host.events(), before);
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
    await guest.worksOn();
  },
);

scenario(
  'a guest as it is, which asks offline and whose token runs out meanwhile, is answered and works on in place',
  { tokenLife: 4 },
  async ({ host, context, server }) => {
    const guest = await host.mountAndLoad();
    await guest.run(() => {
      window.sameDocument = true;
    });
    await context.setOffline(true);
    await host.becomes('embed', 'degraded');
    await context.setOffline(false);
    await host.becomes('embed', 'live');
    await guest.worksOn();

    assert.equal(await guest.run(() => window.sameDocument), true);
    assert.equal((await server.counts()).pages, 1);
    const changes = await host.events('embed', 'statechange');
    assert.deepEqual(
      changes.slice(0, 3).map(({ to }) => to),
      ['live', 'degraded', 'live'],
    );
  },
);
