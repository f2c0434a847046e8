import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const TIMED = { clock: true, guests: 'blank' };

/** Brings an embed to the end of its token, with the next one in hand and nobody asking. */
async function degrade({ host, time }, options = {}) {
  const guest = await host.mountMinting('embed', 600, options);
  await host.run(() => {
    window.first = stage.embeds.embed.iframe;
    window.firstMark = stage.markInSource(window.first);
    window.changes = {};
    stage.embeds.embed.addEventListener('statechange', ({ detail: { to } }) => {
      window.changes[to] = Math.round(performance.now() / 1_000);
    });
  });
  await time.passes(580);
  await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded');
  await host.minted('embed', 2);
  return guest;
}

const isFirst = (host) => host.run(() => stage.embeds.embed.iframe === window.first);

const states = async (host) => (await host.events('embed', 'statechange')).map(({ to }) => to);

scenario(
  'a guest that asks after its token has expired is answered in place, from the hand, and the embed is live again',
  TIMED,
  async (scene) => {
    const { host, time } = scene;
    const guest = await degrade(scene);
    await guest.run(() => {
      window.sameDocument = true;
    });
    await guest.ask();
    await guest.answered();
    await host.becomes('embed', 'live');
    await time.passes(60);

    assert.equal((await host.fired('embed', 'tokensent')).ahead, true);
    assert.equal(await isFirst(host), true);
    assert.equal(await guest.run(() => window.sameDocument), true);
    assert.deepEqual(await states(host), ['live', 'degraded', 'live']);
    assert.equal((await host.reasons()).includes('recover'), false);
  },
);

scenario(
  'a guest that does not ask for 15 s has its frame rebuilt: a new element with the fresh token, in the same place',
  TIMED,
  async (scene) => {
    const { host, time } = scene;
    await host.run(() => {
      document.querySelector('#place').innerHTML = '<p>before</p>';
    });
    await degrade(scene, { title: 'Sales', className: 'wide' });
    await host.run(() => {
      document.querySelector('#place').insertAdjacentHTML('beforeend', '<p>after</p>');
    });
    await time.passes(16);
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask();
    await guest.answered();

    const found = await host.run(() => {
      const { iframe } = stage.embeds.embed;
      return {
        isFirst: iframe === window.first,
        firstIsConnected: window.first.isConnected,
        order: [...document.querySelector('#place').children].map(({ tagName }) => tagName),
        attributes: [iframe.title, iframe.className],
        sameToken: stage.markInSource(iframe) === window.firstMark,
      };
    });
    assert.deepEqual(found, {
      isFirst: false,
      firstIsConnected: false,
      order: ['P', 'IFRAME', 'P'],
      attributes: ['Sales', 'wide'],
      sameToken: false,
    });
    assert.deepEqual(await states(host), ['live', 'degraded', 'loading', 'live']);
    assert.equal((await host.events('embed', 'ready')).length, 2);
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  },
);

scenario('a frame is left alone until the guest has had 15 s to ask', TIMED, async (scene) => {
  const { host, time } = scene;
  await degrade(scene);
  await time.passes(20);
  await host.becomes('embed', 'live');

  const { degraded, loading } = await host.run(() => window.changes);
  assert.ok(loading - degraded >= 15 && loading - degraded <= 16, `rebuilt after ${loading - degraded} s`);
});

scenario('a frame is rebuilt once for a token that ran out, not again and again', TIMED, async (scene) => {
  const { host, time } = scene;
  await degrade(scene);
  await time.passes(20);
  await host.becomes('embed', 'live');
  await time.passes(200);

  assert.deepEqual(await states(host), ['live', 'degraded', 'loading', 'live']);
  assert.equal((await host.reasons()).includes('recover'), false);
});

scenario(
  'with recover: manual nothing is rebuilt; a guest that asks at last is answered, and reload() is the host’s way out',
  TIMED,
  async (scene) => {
    const { host, time } = scene;
    const guest = await degrade(scene, { recover: 'manual' });
    await time.passes(300);
    assert.equal(await isFirst(host), true);
    assert.equal(await host.state(), 'degraded');
    assert.deepEqual(await states(host), ['live', 'degraded']);

    await guest.ask();
    await guest.answered();
    await host.becomes('embed', 'live');
    assert.equal(await isFirst(host), true);

    await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded');
    await host.run(() => stage.embeds.embed.reload());
    await host.becomes('embed', 'live');
    assert.equal(await isFirst(host), false);
  },
);

scenario(
  'a degraded embed whose source fails is told, tries on, and is alive again once the source is',
  TIMED,
  async ({ host, time }) => {
    await host.run(() => {
      window.calls = 0;
      const token = () => {
        window.calls += 1;
        if (window.broken) return 'no token';
        return { token: stage.craft(), expiresIn: 600 };
      };
      stage.mount('embed', { token, mintAhead: false });
    });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await host.run(() => {
      window.broken = true;
    });
    await time.passes(605);
    await time.passes(60);
    const { calls, events } = await host.run(() => ({
      calls: window.calls,
      events: stage.records.embed.events,
    }));
    const errors = events.filter(({ type }) => type === 'tokenerror');
    assert.equal(await host.state(), 'degraded');
    assert.ok(calls >= 3 && calls <= 12, `${calls} calls`);
    assert.equal(errors.length, calls - 1);
    assert.ok(errors.every(({ error, final }) => error.code === 'bad-response' && !final));

    await host.run(() => {
      window.broken = false;
    });
    // In steps shorter than the 15 s after which its frame would be rebuilt.
    await time.passesUntil('a token', () => host.run((before) => window.calls > before, calls), 5);
    await guest.ask();
    await guest.answered();
    await host.becomes('embed', 'live');
    assert.equal((await host.fired('embed', 'tokensent')).ahead, true);
  },
);

scenario(
  'a frame that is in no document when it would be rebuilt loads with a fresh token once it is put back',
  TIMED,
  async (scene) => {
    const { host, time } = scene;
    await host.mountMinting('embed', 600);
    const first = await host.run(() => {
      const { iframe } = stage.embeds.embed;
      iframe.remove();
      return stage.markInSource(iframe);
    });
    await time.passes(650);
    await host.run(() => {
      document.querySelector('#elsewhere').append(stage.embeds.embed.iframe);
    });
    await host.fired('embed', 'ready', 2);
    const guest = await host.guest();
    await guest.ask();
    await guest.answered();

    assert.notEqual(await host.run(() => stage.markInSource(stage.embeds.embed.iframe)), first);
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'an adopted iframe whose guest does not ask is shown its own address once more, with a fresh token',
  TIMED,
  async ({ host, time, server }) => {
    await host.run(() => {
      stage.mints.embed = stage.mint(600);
      const iframe = stage.plainFrame(`${wisdom}/embed/search?theme=dark`, { id: 'theirs' });
      document.body.append(iframe);
      stage.attach('embed', iframe, { token: stage.mints.embed.token });
    });
    const guest = await host.guest();
    await guest.shows(`${server.wisdom}/embed/search`);
    await guest.ask();
    await guest.answered();
    await guest.run(() => {
      window.old = true;
    });
    await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded');
    await time.passes(16);
    await host.becomes('embed', 'live');

    assert.deepEqual((await guest.address()).query, { theme: 'dark' });
    assert.equal((await guest.address()).tokens, 1);
    assert.equal(await guest.run(() => window.old ?? false), false);
    assert.equal(await host.run(() => stage.embeds.embed.iframe === document.querySelector('#theirs')), true);
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'an adopted iframe whose own address leads elsewhere is not rebuilt, and its guest is still answered',
  TIMED,
  async ({ host, time, server }) => {
    await host.run(() => {
      stage.mints.embed = stage.mint(600);
      const iframe = stage.plainFrame('/e2e/bare.html', { id: 'theirs' });
      iframe.addEventListener(
        'load',
        () => {
          iframe.contentWindow.location.replace(`${wisdom}/embed/search`);
        },
        { once: true },
      );
      document.body.append(iframe);
      stage.attach('embed', iframe, { token: stage.mints.embed.token });
    });
    const guest = await host.guest();
    await guest.shows(`${server.wisdom}/embed/search`);
    await guest.run(() => {
      window.sameDocument = true;
    });
    await guest.ask();
    await guest.answered();
    await time.passesUntil('a degraded embed', async () => (await host.state()) === 'degraded');
    await time.passes(120);
    assert.equal(await host.state(), 'degraded');
    await guest.ask();
    await guest.answered(2);
    await host.becomes('embed', 'live');

    assert.equal(await guest.run(() => window.sameDocument), true);
    assert.equal((await guest.address()).tokens, 0);
    assert.deepEqual(await states(host), ['degraded', 'loading', 'degraded', 'live']);
    assert.equal((await host.events('embed', 'ready')).length, 1);
  },
);
