import assert from 'node:assert/strict';

import { countListeners } from './harness/browser.mjs';
import { GuestFrame } from './harness/guest-frame.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Opens a window of the host's own origin, and gives its page. */
async function openPopup({ page, server }) {
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((address) => {
      window.popup = window.open(address);
    }, `${server.host}/e2e/bare.html`),
  ]);
  await popup.waitForLoadState();
  return popup;
}

/** Puts a frame of the host's own origin into the page, as an editor does. */
const addEditor = ({ host }) =>
  host.run(async () => {
    const editor = stage.plainFrame('/e2e/bare.html', { id: 'editor' });
    const loaded = new Promise((done) => {
      editor.onload = done;
    });
    document.querySelector('#place').append(editor);
    await loaded;
  });

async function guestIn(server, frames) {
  const frame = await until('the guest', () => frames().find((each) => each.url().startsWith(server.wisdom)));
  return new GuestFrame(frame, server);
}

async function isServed(host, guest) {
  await host.becomes('embed', 'live');
  await guest.works();
  await guest.ask();
  await guest.answered();
}

scenario('an embed in a popup is served there, and ends with it', async (scene) => {
  const { host, server, page } = scene;
  const listeners = (inside) => countListeners(inside, 'window', 'message', 'pagehide');
  const popup = await openPopup(scene);
  const before = [await listeners(page), await listeners(popup)];
  await host.run(() => {
    stage.mount('embed', {}, window.popup.document.body);
  });
  await isServed(host, await guestIn(server, () => popup.frames()));
  assert.deepEqual([await listeners(page), await listeners(popup)], [before[0], before[1] + 2]);

  await host.run(() => window.popup.close());
  await host.becomes('embed', 'closed');
  assert.equal((await host.types()).at(-1), 'closed');
  assert.equal(await host.run(() => window.timers.size), 0);
});

scenario('an embed in a same-origin frame is served there, and ends with it', async (scene) => {
  const { host, server, page } = scene;
  await addEditor(scene);
  await host.run(() => {
    const { document: inside } = document.querySelector('#editor').contentWindow;
    stage.mount('embed', {}, inside.body);
  });
  await isServed(host, await guestIn(server, () => page.frames()));
  assert.equal(await host.run(() => stage.embeds.embed.iframe.ownerDocument === document), false);

  await host.run(() => document.querySelector('#editor').remove());
  await host.becomes('embed', 'closed');
});

scenario('an iframe of the page’s own that is in another window is served too', async (scene) => {
  const { host, server, page } = scene;
  await addEditor(scene);
  await host.run(() => {
    const { document: inside } = document.querySelector('#editor').contentWindow;
    const theirs = stage.plainFrame(`${wisdom}/embed/search`);
    inside.body.append(theirs);
    stage.attach('embed', theirs);
  });
  const guest = await guestIn(server, () => page.frames());
  await guest.ask();
  await guest.answered();
});

scenario('an embed that is moved to another window is served there, and no longer here', async (scene) => {
  const { host, server, page } = scene;
  await host.mountAndLoad();
  const before = await countListeners(page, 'window', 'message');
  const popup = await openPopup(scene);
  await host.run(() => {
    window.popup.document.body.append(stage.embeds.embed.iframe);
  });
  const guest = await guestIn(server, () => popup.frames());
  await guest.works();
  await until('the load event', () => countListeners(popup, 'window', 'message'));
  await guest.ask();
  await guest.answered();
  assert.equal(await host.state(), 'live');
  assert.equal(before - (await countListeners(page, 'window', 'message')), 1);
});

scenario('an embed in a popup that is looked at is on a visible page', { guests: 'blank' }, async (scene) => {
  const { host, page } = scene;
  await openPopup(scene);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  // Half of a token's life before its end the next one is minted, on a page that is visible.
  await host.run(() => {
    stage.mints.embed = stage.mint(4);
    stage.mount('embed', { token: stage.mints.embed.token }, window.popup.document.body);
  });
  await host.minted('embed', 2);
  assert.deepEqual((await host.reasons()).slice(0, 2), ['mount', 'ahead']);
});

scenario('a hidden page whose popup has gone does nothing by itself', { guests: 'blank', clock: true }, async (scene) => {
  const { host, page, time } = scene;
  await openPopup(scene);
  await host.mountMinting('main', 600);
  await host.run(() => {
    stage.mount('embed', { token: stage.mint(600).token }, window.popup.document.body);
  });
  await host.becomes('embed', 'live');
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await host.run(() => window.popup.close());
  await host.becomes('embed', 'closed');
  await time.passes(3_600);
  assert.deepEqual(await host.reasons('main'), ['mount']);
  assert.equal(await host.run(() => window.timers.size), 0);
});

scenario('a page that writes itself anew hears the guests of the embeds that follow', async ({ host }) => {
  await host.mountAndLoad('former');
  await host.run(() => {
    document.open();
    document.write('<!doctype html><div id="place"></div>');
    document.close();
    stage.mount('embed');
  });
  const guest = await host.guest();
  await isServed(host, guest);
});
