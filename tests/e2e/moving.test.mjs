import assert from 'node:assert/strict';

import { scenario, signIn } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const BOB = { token: '/api/wisdom-token', user: 'bob' };

const switchToBob = (host) =>
  host.run((next) => {
    window.switched = stage.embeds.embed.switchUser(next);
  }, BOB);

const moveFrame = (host) =>
  host.run(() => {
    document.querySelector('#elsewhere').append(stage.embeds.embed.iframe);
  });

/**
 * From now on guests ask while they load, and their load event does not come before the function that this
 * gives is called.
 */
async function guestsAskEarly(context, server) {
  const body = `<!doctype html><title>Early</title><body>
    <script>parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*')</script><img src="/embed/slow" alt="" />`;
  let load;
  const held = new Promise((resolve) => {
    load = resolve;
  });
  await context.route(`${server.wisdom}/embed/search*`, (route) =>
    route.fulfill({ contentType: 'text/html', body }),
  );
  await context.route(`${server.wisdom}/embed/slow`, async (route) => {
    await held;
    // A document that has gone does not wait for its picture any more.
    await route.abort().catch(() => {});
  });
  return load;
}

/**
 * Moves the frame to a document that asks at once, and holds the call that this leads to. Gives the function that lets the
 * load event come.
 */
async function moveToAskEarly({ host, server, context }) {
  const load = await guestsAskEarly(context, server);
  await server.tellNextTokensApart();
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await moveFrame(host);
  await host.heard(1);
  await server.called(2);
  return load;
}

scenario(
  'a guest in a moved frame that asks before its load event is answered',
  { guests: 'blank' },
  async (scene) => {
    const { host, server } = scene;
    await host.mount('embed', { user: 'alice' });
    await host.becomes('embed', 'live');
    await server.called(1);
    const load = await moveToAskEarly(scene);
    const guest = await host.guest();
    load();
    await until('the load event', () => guest.run(() => document.readyState === 'complete'));
    await host.fence('embed');
    await server.release();

    assert.equal((await guest.answered()).length, 1);
    assert.equal((await host.events('embed', 'tokensent')).length, 1);
  },
);

scenario(
  'a moved iframe of the page’s own shows the former user’s document, which gets no token of the next user',
  { guests: 'blank' },
  async (scene) => {
    const { host, server, context } = scene;
    await host.run(() => {
      const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
      document.querySelector('#place').append(iframe);
      stage.attach('embed', iframe, { user: 'alice' });
    });
    await (await host.guest()).shows(`${server.wisdom}/embed/search`);
    await signIn(context, server, 'bob');
    await switchToBob(host);
    await host.run(() => window.switched);
    assert.equal(await host.state(), 'live');

    const load = await moveToAskEarly(scene);
    const former = await host.guest();
    await host.fence('embed');
    assert.equal((await former.address()).tokens, 0);
    assert.equal(await host.state(), 'loading');
    assert.deepEqual(await host.events('embed', 'tokenrequest'), []);

    load();
    await until('the load event', () => former.run(() => document.readyState === 'complete'));
    assert.equal(await host.state(), 'loading');
    await former.ask();
    await host.heard(2);
    await host.fence('embed');
    assert.deepEqual(await former.answers(), []);
    await server.release();
    await host.becomes('embed', 'live');
    assert.equal((await former.address()).tokens, 1);
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'a frame that is in no document while its user is switched leads nowhere, and then to the next user',
  async ({ host, server, context }) => {
    await host.mountAndLoad('embed', { user: 'alice' });
    await signIn(context, server, 'bob');
    await host.run(() => {
      stage.embeds.embed.iframe.remove();
    });
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await switchToBob(host);
    await host.run(() => {
      document.querySelector('#place').append(stage.embeds.embed.iframe);
    });
    await server.called(2);
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
    assert.equal(await host.state(), 'loading');
    await server.release();
    await host.run(() => window.switched);

    const guest = await host.guest();
    await guest.works();
    assert.equal((await guest.says()).user, 'bob@example.com');
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'a host that switches users when it hears of a moved frame does not hear what the former guest asked',
  { guests: 'blank', clock: true },
  async ({ host, server, context, time }) => {
    const guest = await host.mountMinting('embed', 600);
    await time.passes(300);
    await guest.ask();
    await guest.answered();
    // The token in the address has expired, and the guest has another.
    await time.passes(350);
    assert.equal(await host.state(), 'live');
    await host.run((next) => {
      const { embed } = stage.embeds;
      embed.addEventListener('statechange', ({ detail: { to } }) => {
        if (to === 'loading') window.switched ??= embed.switchUser(next);
      });
    }, BOB);
    await signIn(context, server, 'bob');
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    const load = await guestsAskEarly(context, server);
    await moveFrame(host);
    await host.heard(2);
    await server.called(1);
    load();
    await context.unroute(`${server.wisdom}/embed/search*`);
    await server.release();
    await host.run(() => window.switched);

    assert.equal((await host.events('embed', 'tokenrequest')).length, 1);
    assert.equal((await host.events('embed', 'tokensent')).length, 1);
    assert.equal(await host.iframes(), 1);
  },
);
