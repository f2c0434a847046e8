import assert from 'node:assert/strict';

import { scenario, signIn } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Calls `reload()`, and tells how that turned out: 'resolved', or the code of the error. */
const reload = (host, name = 'embed') =>
  host.run(
    (called) =>
      stage.embeds[called].reload().then(
        () => 'resolved',
        (error) => error.code,
      ),
    name,
  );

const keepFirst = (host) =>
  host.run(() => {
    window.first = stage.embeds.embed.iframe;
  });

const isFirst = (host) => host.run(() => stage.embeds.embed.iframe === window.first);

scenario(
  'reload() gives the embed a new iframe with a fresh token, and resolves when its view has loaded',
  async ({ host, server }) => {
    await host.mountAndLoad();
    await keepFirst(host);
    const mark = await host.run(() => stage.markInSource(window.first));
    await server.tellNextTokensApart();
    assert.equal(await reload(host), 'resolved');
    assert.equal(await host.state(), 'live');
    const guest = await host.guest();
    await guest.works();
    await guest.ask();
    await guest.answered();

    assert.equal(await isFirst(host), false);
    assert.equal(await host.run(() => window.first.isConnected), false);
    assert.notEqual(await host.run(() => stage.markInSource(stage.embeds.embed.iframe)), mark);
    assert.equal(await host.iframes(), 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 3 });
    assert.equal((await host.events('embed', 'ready')).length, 2);
  },
);

scenario(
  'reloads leave no entry in the history: Back leads to the page before, and to no old token',
  async ({ host, page, server }) => {
    await page.goto(`${server.host}/e2e/bare.html`);
    await page.goto(`${server.host}/e2e/stage.html`);
    await page.waitForFunction(() => window.stage?.mount);
    const before = await host.run(() => history.length);
    await host.mountAndLoad();
    for (let round = 0; round < 3; round += 1) {
      await server.tellNextTokensApart();
      assert.equal(await reload(host), 'resolved');
    }
    await (await host.guest()).works();
    assert.equal(await host.run(() => history.length), before);
    const { pages } = await server.counts();

    await page.goBack();
    assert.equal(new URL(page.url()).pathname, '/e2e/bare.html');
    assert.equal((await server.counts()).pages, pages, 'no view was shown by going back');
  },
);

scenario(
  'a reload for which no token can be had rejects, and leaves the frame as it was',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await keepFirst(host);
    await guest.run(() => {
      window.sameDocument = true;
    });
    await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
    assert.equal(await reload(host), 'backend-status');

    assert.equal(await isFirst(host), true);
    assert.equal(await host.state(), 'live');
    assert.equal(await guest.run(() => window.sameDocument), true);
    await guest.worksOn();
    await guest.ask();
    await guest.answered();
    assert.equal((await host.events('embed', 'tokenerror')).length, 1);
  },
);

scenario('what the frame shows stays until the fresh token is there', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await keepFirst(host);
  await server.tellNextTokensApart();
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await host.run(() => {
    window.reloaded = stage.embeds.embed.reload();
  });
  await server.called(2);
  await guest.worksOn();
  assert.equal(await isFirst(host), true);
  assert.equal(await host.state(), 'live');
  await server.release();
  await host.run(() => window.reloaded);

  assert.equal(await isFirst(host), false);
});

scenario('reloads in one tick are one new frame, and each of them resolves', async ({ host, server }) => {
  await host.mountAndLoad();
  await server.tellNextTokensApart();
  const turnedOut = await host.run(() =>
    Promise.all([1, 2, 3].map(() => stage.embeds.embed.reload().then(() => 'resolved'))),
  );
  await (await host.guest()).works();

  assert.deepEqual(turnedOut, Array(3).fill('resolved'));
  assert.equal(await host.iframes(), 1);
  const { pages, tokenAnswered } = await server.counts();
  assert.deepEqual({ pages, tokenAnswered }, { pages: 2, tokenAnswered: 2 });
});

scenario(
  'reload() asks a source again that has refused, for all its embeds',
  { user: null },
  async ({ host, server, context }) => {
    await host.run(() => {
      const token = new sdk.TokenSource('/api/wisdom-token');
      for (const name of ['embed', 'other']) stage.mount(name, { token });
    });
    for (const name of ['embed', 'other']) await host.becomes(name, 'refused');
    await signIn(context, server, 'bob');
    assert.equal(await reload(host), 'resolved');
    await host.becomes('other', 'live');

    for (const name of ['embed', 'other']) {
      const guest = await host.guest(name);
      await guest.works();
      assert.equal((await guest.says()).user, 'bob@example.com');
    }
  },
);

scenario(
  'a reload of an embed that is closed, or closed meanwhile, rejects as aborted',
  async ({ host, server }) => {
    await host.mountAndLoad();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await host.run(() => {
      window.outcome = stage.embeds.embed.reload().catch(({ code }) => code);
    });
    await server.called(2);
    await host.close();
    assert.equal(await host.run(() => window.outcome), 'aborted');
    await server.aborted(1);

    assert.equal(await reload(host), 'aborted');
    assert.equal(await host.iframes(), 0);
  },
);

/** Adds an iframe of the page's own that shows its guest, and adopts it. */
async function adopt(host, path = '/embed/search?theme=dark&x=1%202') {
  await host.run(async (address) => {
    const iframe = stage.plainFrame(wisdom + address, { id: 'theirs' });
    const loaded = new Promise((done) => {
      iframe.addEventListener('load', done, { once: true });
    });
    document.querySelector('#place').append(iframe);
    await loaded;
    stage.attach('embed', iframe);
  }, path);
  return host.guest();
}

scenario(
  'an adopted iframe is shown its own address once more: one fresh token, its other parameters as they were, no entry in the history',
  async ({ host, server }) => {
    const guest = await adopt(host);
    await guest.works();
    await guest.run(() => {
      window.old = true;
    });
    const before = await host.run(() => history.length);
    for (let round = 0; round < 2; round += 1) {
      await server.tellNextTokensApart();
      assert.equal(await reload(host), 'resolved');
    }
    await guest.works();

    const { tokens, query, path } = await guest.address();
    assert.deepEqual(
      { tokens, query, path },
      { tokens: 1, query: { theme: 'dark', x: '1 2' }, path: '/embed/search' },
    );
    assert.equal(await guest.run(() => window.old ?? false), false);
    assert.equal(await host.run(() => history.length), before);
    assert.equal(await host.run(() => stage.embeds.embed.iframe === document.querySelector('#theirs')), true);
    assert.equal(await host.state(), 'live');
  },
);

scenario(
  'the src of an adopted iframe is not touched, and a token that stands there is replaced in the address',
  async ({ host, server }) => {
    const guest = await adopt(host, '/embed/search?token=old&theme=dark&token=older');
    const source = await host.run(() => stage.embeds.embed.iframe.getAttribute('src'));
    await server.tellNextTokensApart();
    assert.equal(await reload(host), 'resolved');
    await guest.works();

    const { tokens, query } = await guest.address();
    assert.deepEqual({ tokens, query }, { tokens: 1, query: { theme: 'dark' } });
    assert.equal(await host.run(() => stage.embeds.embed.iframe.getAttribute('src')), source);
  },
);

scenario(
  'an adopted iframe whose src is elsewhere cannot be reloaded, and says so at once',
  async ({ host, server }) => {
    await host.run((address) => {
      const iframe = stage.plainFrame(address, { id: 'theirs' });
      document.querySelector('#place').append(iframe);
      stage.attach('embed', iframe);
    }, `${server.attacker}/e2e/bare.html`);
    assert.equal(await reload(host), 'invalid-options');

    await host.fence();
    assert.equal(await host.state(), 'live');
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
  },
);

scenario('a reload while the first token is under way resolves with ready', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await host.mount('embed', { timeout: 60_000 });
  await server.called(1);
  await host.run(() => {
    window.reloaded = stage.embeds.embed.reload();
  });
  await server.aborted(1);
  await host.run(() => window.reloaded);

  assert.equal(await host.settles(), 'resolved');
  await until('one page', async () => (await server.counts()).pages === 1);
  assert.equal(await host.iframes(), 1);
});
