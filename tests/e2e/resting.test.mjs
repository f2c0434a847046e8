import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const TIMED = { clock: true, guests: 'blank' };

/** Mounts on a callback that gives no token while `window.broken` says so. */
const mountBroken = (host, name = 'embed') =>
  host.run((called) => {
    window.broken = true;
    window.calls = 0;
    const token = () => {
      window.calls += 1;
      return window.broken ? 'no token' : stage.craft();
    };
    stage.mount(called, { token });
  }, name);

const calls = (host) => host.run(() => window.calls);

scenario(
  'a first token that could not be had is sought again, and the view loads by itself',
  TIMED,
  async ({ host, time }) => {
    await mountBroken(host);
    assert.equal(await host.settles(), 'bad-response');
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
    await host.run(() => {
      window.broken = false;
    });
    await time.passes(5);
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask();
    await guest.answered();

    assert.deepEqual((await host.types()).slice(0, 3), ['tokenerror', 'statechange', 'ready']);
    assert.equal(await host.outcome(), 'bad-response', 'ready is settled once');
  },
);

scenario('a source that goes on failing is called ever more rarely', TIMED, async ({ host, time }) => {
  await mountBroken(host);
  await host.settles();
  await time.passes(30);
  const soon = await calls(host);
  await time.passes(570);
  const later = await calls(host);

  assert.ok(soon >= 3 && soon <= 6, `${soon} calls in half a minute`);
  assert.ok(later - soon >= 4 && later - soon <= 12, `${later - soon} calls in the rest of ten minutes`);
  assert.equal((await host.events('embed', 'tokenerror')).length, later, 'each failure is told');
});

scenario(
  'a source that rests is not called because another embed is mounted',
  TIMED,
  async ({ host, time }) => {
    await mountBroken(host, 'failing');
    await host.settles('failing');
    await time.stands();
    const before = await calls(host);
    for (const name of ['one', 'two', 'three']) await host.mountMinting(name, 600);
    await host.fence();

    assert.equal(await calls(host), before);
  },
);

scenario('nothing is called any more once the embed is closed', TIMED, async ({ host, time }) => {
  await mountBroken(host);
  await host.settles();
  await host.close();
  const before = await calls(host);
  assert.equal(await host.run(() => window.timers.size), 0);
  await time.passes(600);

  assert.equal(await calls(host), before);
});
