import assert from 'node:assert/strict';

import { HostPage } from './harness/host-page.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario('a first load is one call, one mint and one guest that works', async ({ host, server }) => {
  const guest = await host.mountAndLoad();

  assert.equal(await host.outcome(), 'resolved');
  assert.equal((await guest.says()).user, 'alice@example.com');
  const { dataOk, dataRefused, minted, pages, tokenAborted, tokenAnswered, tokenRequests } =
    await server.counts();
  assert.ok(dataOk > 0);
  assert.deepEqual(
    { tokenRequests, tokenAnswered, tokenAborted, minted, pages, dataRefused },
    { tokenRequests: 1, tokenAnswered: 1, tokenAborted: 0, minted: 1, pages: 1, dataRefused: 0 },
  );
});

scenario(
  'a first load tells of itself by a change to live and by ready, and by nothing else',
  async ({ host }) => {
    await host.mountAndLoad();

    const events = await host.events();
    assert.deepEqual(events.map(({ type }) => type).sort(), ['ready', 'statechange']);
    const change = events.find(({ type }) => type === 'statechange');
    assert.deepEqual([change.from, change.to], ['loading', 'live']);
  },
);

scenario(
  'mount returns at once, with its iframe in the container, without an address, and after every other child',
  async ({ host }) => {
    const found = await host.run(() => {
      const container = document.querySelector('#place');
      container.innerHTML = '<p>theirs</p>';
      const theirs = container.firstElementChild;
      const embed = stage.mount('embed');
      return {
        state: embed.state,
        kept: container.firstElementChild === theirs && theirs.textContent,
        last: container.lastElementChild === embed.iframe,
        children: container.children.length,
        hasAddress: embed.iframe.hasAttribute('src'),
        events: stage.records.embed.events.length,
      };
    });

    assert.deepEqual(found, {
      state: 'loading',
      kept: 'theirs',
      last: true,
      children: 2,
      hasAddress: false,
      events: 0,
    });
  },
);

/** Runs before the page's scripts: counts who asks an iframe for its window, which makes the browser make one for scripts. */
function countWindows() {
  const frame = HTMLIFrameElement.prototype;
  const { get, ...others } = Object.getOwnPropertyDescriptor(frame, 'contentWindow');
  window.windows = 0;
  const counting = {
    get() {
      const made = get.call(this);
      if (made) window.windows += 1;
      return made;
    },
  };
  Object.defineProperty(frame, 'contentWindow', { ...others, ...counting });
}

scenario(
  'the window of a frame in the document is not asked for before the frame has its address',
  { scripts: [countWindows], guests: 'blank' },
  async ({ host }) => {
    const asked = await host.run(
      () =>
        new Promise((resolve) => {
          const { iframe } = stage.mount('embed', { token: () => stage.craft() });
          new MutationObserver(() => resolve(window.windows)).observe(iframe, { attributes: true });
        }),
    );

    assert.equal(asked, 0);
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), true);
    await host.becomes('embed', 'live');
  },
);

scenario('a container is found by a selector or given as an element', async ({ host }) => {
  await host.run(() => {
    stage.mount('element', {}, document.querySelector('#elsewhere'));
    stage.mount('selector', {}, '#elsewhere');
  });
  await host.becomes('element', 'live');
  await host.becomes('selector', 'live');

  assert.equal(await host.run(() => document.querySelectorAll('#elsewhere > iframe').length), 2);
});

scenario('several embeds with sources of their own fetch a token each', async ({ host, server }) => {
  await host.mount('one');
  await host.mount('two', { view: 'dashboards' });
  await host.becomes('one', 'live');
  await host.becomes('two', 'live');

  // The backend may mint once for a user who asks twice at the same moment.
  assert.equal((await server.counts()).tokenRequests, 2);
});

scenario(
  'the container may be outside the document at first: the view loads once it is in',
  async ({ host, server }) => {
    await host.run(() => {
      const container = document.createElement('div');
      stage.mount('embed', {}, container);
      window.container = container;
    });
    await host.run(() => document.body.append(window.container));
    await host.becomes('embed', 'live');

    await (await host.guest()).works();
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
  },
);

scenario(
  'a first token that cannot be had rejects ready, tells so once, and leaves the embed loading with its frame',
  async ({ host, server }) => {
    await server.tokenEndpoint({ kind: 'status', status: 404 });
    await host.mount('embed', { timeout: 1_000 });

    assert.equal(await host.settles(), 'backend-status');
    const error = await host.fired('embed', 'tokenerror');
    assert.deepEqual(error.error, {
      name: 'EmbedHostError',
      code: 'backend-status',
      status: 404,
      isError: true,
    });
    assert.equal(error.final, false);
    assert.equal(await host.state(), 'loading');
    assert.equal(await host.iframes(), 1);
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
    assert.deepEqual(await host.types(), ['tokenerror']);
  },
);

scenario('a rejected ready that nobody looks at is no unhandled rejection', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 404 });
  await host.run(async () => {
    const embed = sdk.mount('#place', { origin: wisdom, view: 'search', token: '/api/wisdom-token' });
    await new Promise((failed) => {
      embed.addEventListener('tokenerror', failed);
    });
    sdk.mount('#elsewhere', { origin: wisdom, view: 'search', token: '/api/wisdom-token' }).close();
  });

  // The scenario fails on an unhandled rejection, which the browser reports before it runs another task.
  await host.fence();
});

scenario('after a first token that could not be had, the next mount loads', async ({ host, server }) => {
  await host.mount('failing', { token: '/no-such-endpoint' });
  assert.equal(await host.settles('failing'), 'backend-status');

  await host.mountAndLoad('next');
  assert.equal(await host.outcome('next'), 'resolved');
  assert.equal(await host.state('failing'), 'loading');
  assert.equal((await server.counts()).minted, 1);
});

scenario('a source whose first flight failed serves the next embed', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
  await host.run(() => {
    window.source = new sdk.TokenSource('/api/wisdom-token');
    stage.mount('failing', { token: window.source });
  });
  assert.equal(await host.settles('failing'), 'backend-status');

  await host.run(() => {
    stage.mount('next', { token: window.source });
  });
  await host.becomes('next', 'live');
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 1 });
});

scenario(
  'a load event before the first token is in, real or forged, makes nothing live',
  async ({ host, server }) => {
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await host.mount();
    await server.called(1);
    await host.run(() => stage.embeds.embed.iframe.dispatchEvent(new Event('load')));
    await host.fence();
    assert.equal(await host.state(), 'loading');
    assert.equal(await host.outcome(), 'pending');
    assert.deepEqual(await host.types(), []);

    await server.release();
    await host.becomes('embed', 'live');
    await (await host.guest()).works();
  },
);

scenario('an embed in a shadow tree is served', async ({ host }) => {
  await host.run(() => {
    const root = document.querySelector('#place').attachShadow({ mode: 'closed' });
    root.append(document.createElement('section'));
    stage.mount('embed', {}, root.firstElementChild);
  });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  await guest.works();
  await guest.ask();

  assert.equal((await guest.answered()).length, 1);
});

scenario('a host that is itself in a frame serves its guest', async ({ page, server }) => {
  await page.evaluate(() => {
    const iframe = stage.plainFrame('/e2e/stage.html', { name: 'inner' });
    document.body.append(iframe);
  });
  const inner = await until('the inner host', async () => (await page.$('iframe[name="inner"]')).contentFrame());
  await inner.waitForFunction(() => window.stage?.mount);
  const guest = await new HostPage(inner, server).mountAndLoad();
  await guest.ask();

  assert.equal((await guest.answered()).length, 1);
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
});
