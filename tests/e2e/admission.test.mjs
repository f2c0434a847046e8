import assert from 'node:assert/strict';

import { GuestFrame } from './harness/guest-frame.mjs';
import { forgeOrigins, forgeSources, forgeTypes, postJunk } from './harness/hostility.mjs';
import { blankPages, scenario } from './harness/scenario.mjs';

/**
 * Something hostile is done on a page with one live embed. Nothing may come of it: no call, no event, no log
 * line, no message to anybody. Then the guest asks properly, which shows that the embed is unharmed and that
 * everything before has been dealt with.
 */
function hostile(what, attack) {
  scenario(`${what} gets nothing and changes nothing`, async (scene) => {
    const { host, server, logged } = scene;
    const guest = await host.mountAndLoad();
    const before = await host.events();
    const lines = logged.length;

    const attacker = await attack(scene, guest);
    await host.fence('embed');
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
    assert.deepEqual(await guest.answers(), []);
    assert.deepEqual(await host.events(), before);
    assert.deepEqual(logged.slice(lines), []);

    await guest.ask();
    const answers = await guest.answered();
    await host.fence('embed');
    assert.equal(answers.length, 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
    assert.equal(await host.state(), 'live');
    if (attacker) assert.deepEqual(await attacker.answers(), []);
  });
}

hostile('a message of the guest that is no request', async ({ host }, guest) => {
  await host.heard(await guest.run(postJunk));
});

hostile(
  'a message without a type of its own, where every object inherits the right one,',
  async ({ host }, guest) => {
    await host.run(() => {
      Object.prototype.type = 'REQUEST_JWT_TOKEN';
      Array.prototype.type = 'REQUEST_JWT_TOKEN';
      String.prototype.type = 'REQUEST_JWT_TOKEN';
      Number.prototype.type = 'REQUEST_JWT_TOKEN';
    });
    const posted = [{}, [], 'text', 7, true, { token: 'x' }];
    await guest.run((messages) => {
      for (const message of messages) window.parent.postMessage(message, '*');
    }, posted);
    await host.heard(posted.length);
  },
);

hostile('a forged event without a source, or with another source', async ({ host }) => {
  await host.run(forgeSources);
});

hostile('a forged event with another origin', async ({ host }) => {
  await host.run(forgeOrigins);
});

hostile('a forged event whose type is not its own, or throws when it is read,', async ({ host }) => {
  await host.run(forgeTypes);
});

hostile('a message of the page to itself', async ({ host }) => {
  await host.run(() => {
    window.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
    window.postMessage({ type: 'REQUEST_JWT_TOKEN' }, location.origin);
  });
  await host.heard(2);
});

hostile('a sibling frame of the same origin', async (scene) => {
  const sibling = await addFrame(scene.host, await blankAtWisdom(scene));
  await sibling.ask(20);
  await scene.host.heard(20);
  return sibling;
});

hostile('a frame inside the guest, of the same origin, that posts to the host', async (scene, guest) => {
  const nested = await addFrame(guest, await blankAtWisdom(scene));
  await nested.run(() => {
    for (let asked = 0; asked < 20; asked += 1) window.top.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
  });
  await scene.host.heard(20);
  return nested;
});

hostile('a popup of the same origin', async (scene) => {
  const opening = scene.context.waitForEvent('page');
  await scene.host.run(
    (source) => {
      window.open(source);
    },
    await blankAtWisdom(scene),
  );
  const popup = await opening;
  await popup.waitForLoadState();
  await popup.evaluate(() => {
    for (let asked = 0; asked < 20; asked += 1) window.opener.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
  });
  await scene.host.heard(20);
  return new GuestFrame(popup.mainFrame(), scene.server);
});

hostile('a frame of an attacker beside the embed', async ({ host, server }) => {
  const attacker = await addFrame(host, `${server.attacker}/e2e/bare.html`);
  await attacker.ask(500);
  await host.heard(500);
  return attacker;
});

hostile('a flood of foreign messages', async ({ host, server }) => {
  const attacker = await addFrame(host, `${server.attacker}/e2e/bare.html`);
  await attacker.run(() => {
    for (let sent = 0; sent < 5_000; sent += 1) window.parent.postMessage({ sent, type: 'other' }, '*');
  });
  await host.heard(5_000);
  return attacker;
});

scenario("a frame without an origin gets nothing, though its address is the guest's", async (scene) => {
  const { host, server } = scene;
  const opaque = await addFrame(host, await blankAtWisdom(scene), { sandbox: 'allow-scripts' });
  await host.run(() => {
    stage.attach('embed', document.querySelector('iframe'));
  });
  await opaque.ask(20);
  await host.heard(20);
  await host.fence('embed');

  assert.equal(
    (await opaque.mail()).some(({ type }) => type === 'JWT_TOKEN_RESPONSE'),
    false,
  );
  assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
  assert.equal((await host.types()).includes('tokenrequest'), false);
});

scenario('a frame of the right host on another name gets nothing', async (scene) => {
  const { host, server } = scene;
  const byName = server.wisdom.replace('127.0.0.1', 'localhost');
  const guest = await addFrame(host, await blankAtWisdom(scene));
  await host.run((origin) => {
    stage.attach('embed', document.querySelector('iframe'), { origin });
  }, byName);
  await guest.ask(20);
  await host.heard(20);
  await host.fence('embed');

  assert.deepEqual(await guest.answers(), []);
  assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
});

scenario(
  'a frame that is in no document is not asked for by an event without a source',
  async ({ host, server }) => {
    await host.run(() => {
      stage.attach('embed', document.createElement('iframe'));
      window.dispatchEvent(
        new MessageEvent('message', { data: { type: 'REQUEST_JWT_TOKEN' }, origin: wisdom, source: null }),
      );
      window.dispatchEvent(
        Object.assign(new Event('message'), {
          data: { type: 'REQUEST_JWT_TOKEN' },
          origin: wisdom,
          source: undefined,
        }),
      );
    });
    await host.fence();

    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
    assert.equal((await host.types()).includes('tokenrequest'), false);
  },
);

scenario('a request with further fields is a request', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await guest.post({ type: 'REQUEST_JWT_TOKEN', version: 2, token: 'x', reason: { deep: [1] } });

  assert.equal((await guest.answered()).length, 1);
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
});

/** The address of a page at the guest's origin that does nothing by itself. */
async function blankAtWisdom({ context, server }) {
  const address = `${server.wisdom}/blank`;
  await blankPages(context, address);
  return address;
}

/** Adds an iframe to a document, and waits until it has loaded. */
async function addFrame(within, source, attributes = {}) {
  await within.run(
    ([address, given]) =>
      new Promise((loaded) => {
        const iframe = document.createElement('iframe');
        for (const [name, value] of Object.entries({ id: 'added', ...given }))
          iframe.setAttribute(name, value);
        iframe.onload = loaded;
        iframe.src = address;
        document.body.append(iframe);
      }),
    [source, attributes],
  );
  return within.frame(() => document.querySelector('#added'));
}
