import assert from 'node:assert/strict';

import { collectGarbage, keepsSome } from './harness/browser.mjs';
import { elements } from './harness/elements.mjs';
import { remains } from './harness/remains.mjs';
import { until } from './harness/until.mjs';

/** What the guest's document was told to remember, which a document that is loaded anew has forgotten. */
const remember = (guest) => guest.run(() => {
  window.remembered = true;
});
const remembers = (guest) => guest.run(() => window.remembered === true);

for (const [how, move] of [
  ['with append', () => document.querySelector('#elsewhere').append(elements.embed())],
  [
    'removed and added again in one task',
    async () => {
      const element = elements.embed();
      element.remove();
      await Promise.resolve();
      document.querySelector('#elsewhere').append(element);
    },
  ],
]) {
  elements(`an element that is moved ${how} keeps its embed and its source, and its guest is served`, async ({ host, server, view }) => {
    await host.run(() => {
      window.embed = elements.add().embed;
    });
    const former = await view.works();
    await remember(former);
    await host.run(() => {
      window.embed = elements.embed().embed;
    });
    await host.run(move);
    const guest = await view.works();
    await guest.ask();
    await guest.answered();

    assert.equal(await remembers(guest), false);
    assert.deepEqual(await host.run(() => [elements.embed().embed === window.embed, elements.frames()]), [true, 1]);
    assert.deepEqual(await view.events('closed'), []);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  });
}

elements('an element that is moved with moveBefore keeps its embed, and its guest is served', async ({ host, view }) => {
  await host.run(() => elements.add());
  await view.works();
  await host.run(() => {
    window.embed = elements.embed().embed;
    document.querySelector('#elsewhere').moveBefore(elements.embed(), null);
  });
  const guest = await view.works();
  await guest.ask();
  await guest.answered();

  assert.deepEqual(await host.run(() => [elements.embed().embed === window.embed, elements.frames()]), [true, 1]);
  assert.deepEqual(await view.events('closed'), []);
});

elements('an element that is moved with moveBefore keeps the document in its frame', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  await remember(await view.works());
  await host.run(() => document.querySelector('#elsewhere').moveBefore(elements.embed(), null));
  await host.fence();
  const guest = await view.guest();

  assert.equal(await remembers(guest), true);
  await guest.ask();
  await guest.answered();
  assert.deepEqual(await view.events('closed'), []);
  assert.equal((await server.counts()).pages, 1);
});

elements('twenty moves mint no more than the guest asks for', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  await view.works();
  for (let round = 0; round < 20; round += 1) {
    await host.run((to) => document.querySelector(to).append(elements.embed()), round % 2 ? '#place' : '#elsewhere');
  }
  await view.works();
  await host.fence();

  assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
  assert.equal(await host.run(() => elements.frames()), 1);
});

elements('an element that comes into another document mounts there, with its style', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  await view.works();
  await host.run(async () => {
    const iframe = document.createElement('iframe');
    document.querySelector('#elsewhere').append(iframe);
    window.element = elements.embed();
    window.former = window.element.embed;
    iframe.contentDocument.body.append(window.element);
  });
  await until('an embed there', () => host.run(() => window.element.state === 'live'));
  const guest = await host.frame(() => window.parent.element.embed.iframe, undefined, '#elsewhere iframe');
  await guest.works();
  await guest.ask();
  await guest.answered();

  const { former, position } = await host.run(() => ({
    former: window.former.state,
    position: window.element.ownerDocument.defaultView.getComputedStyle(window.element).position,
  }));
  assert.deepEqual([former, position], ['closed', 'relative']);
  assert.equal((await server.counts()).minted, 3);
});

elements('thirty elements, added and removed in every state, leave nothing', { guests: 'blank' }, async (scene) => {
  const { host } = scene;
  const rounds = (count) => host.run(async (times) => {
    window.watched ??= [];
    const kinds = [{}, { token: () => new Promise(() => {}) }, { origin: 'none' }, { token: null }, { user: 'alice' }];
    for (let round = 0; round < times; round += 1) {
      const element = elements.add(kinds[round % kinds.length]);
      await Promise.resolve();
      if (round % 10 === 0) await element.ready;
      if (round % 10 === 4) element.switchUser({ token: () => new Promise(() => {}), user: 'bob' }).catch(() => {});
      window.watched.push(new WeakRef(element));
      element.remove();
    }
    await new Promise((go) => {
      setTimeout(go);
    });
  }, count);
  await rounds(10);
  await host.fence();
  const before = await remains(scene);
  const counted = await collectGarbage(scene);
  await rounds(20);
  await host.fence();

  assert.deepEqual(await remains(scene), before);
  assert.deepEqual(await collectGarbage(scene), counted);
  // Each state is there three times.
  const kept = await host.run(() => window.watched.filter((reference) => reference.deref()).length);
  assert.ok(kept <= (keepsSome ? 1 : 0), `${kept} of 30 are kept`);
});
