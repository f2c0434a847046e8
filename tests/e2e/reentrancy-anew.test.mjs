import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

scenario(
  'a listener that hears of a refusal may switch the user there and then',
  { user: null },
  async ({ host }) => {
    await host.run(() => {
      const signIn = async () => {
        const headers = { 'content-type': 'application/json' };
        await fetch('/sign-in', { method: 'POST', headers, body: JSON.stringify({ user: 'bob' }) });
        return stage.fetchToken();
      };
      stage.mount('embed');
      stage.embeds.embed.addEventListener('tokenerror', ({ detail }) => {
        if (detail.final) window.switched = stage.embeds.embed.switchUser({ token: signIn, user: 'bob' });
      });
    });
    await host.becomes('embed', 'live');
    await host.run(() => window.switched);
    const guest = await host.guest();
    await guest.works();

    assert.equal((await guest.says()).user, 'bob@example.com');
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'a listener that hears of a degraded embed may reload it there and then',
  { clock: true, guests: 'blank' },
  async ({ host, time }) => {
    await host.mountMinting('embed', 600, { mintAhead: false, recover: 'manual' });
    await host.run(() => {
      stage.embeds.embed.addEventListener('statechange', ({ detail }) => {
        if (detail.to === 'degraded') window.reloaded = stage.embeds.embed.reload();
      });
    });
    await time.passes(605);
    await host.run(() => window.reloaded);

    assert.equal(await host.state(), 'live');
    assert.deepEqual((await host.reasons()).at(-1), 'reload');
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'a listener of closed that asks for a reload is told that there is nothing left',
  async ({ host }) => {
    await host.mountAndLoad();
    const code = await host.run(() => {
      let reloaded;
      stage.embeds.embed.addEventListener('closed', () => {
        reloaded = stage.embeds.embed.reload().catch((error) => error.code);
      });
      stage.embeds.embed.close();
      return reloaded;
    });

    assert.equal(code, 'aborted');
    assert.equal(await host.iframes(), 0);
  },
);

scenario(
  'what time has brought to one embed is not told inside the mount of another',
  { clock: true, guests: 'blank' },
  async ({ host, time }) => {
    await host.mountMinting('older', 600);
    await time.wallClockMoves(3_600);
    const told = await host.run(() => {
      const { events } = stage.records.older;
      const before = events.length;
      stage.mount('newer', { token: stage.craft });
      return events.length - before;
    });

    assert.equal(told, 0);
    await host.becomes('older', 'degraded');
    assert.equal((await host.events('older', 'statechange')).at(-1).to, 'degraded');
  },
);
