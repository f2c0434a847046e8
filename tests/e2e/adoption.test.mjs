import assert from 'node:assert/strict';

import { countListeners } from './harness/browser.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario(
  'an adopted iframe is live at once, and nothing is fetched until its guest asks',
  async ({ host, server }) => {
    await host.run(() => {
      const iframe = stage.plainFrame('about:blank', { id: 'theirs' });
      document.body.append(iframe);
      window.during = stage.attach('embed', iframe).state;
      window.fired = stage.records.embed.events.length;
      window.same = stage.embeds.embed.iframe === iframe;
    });
    assert.deepEqual(await host.run(() => [window.during, window.fired, window.same]), ['live', 0, true]);
    await host.fence();
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });

    await host.run(() => {
      document.querySelector('#theirs').src = `${wisdom}/embed/search`;
    });
    const guest = await host.guest();
    await guest.shows(`${server.wisdom}/embed/search`);
    await guest.works();
    const { asks } = await guest.says();
    assert.deepEqual(await server.calls(), { tokenRequests: asks, minted: asks });
    assert.equal((await host.events('embed', 'tokensent')).length, asks);
  },
);

scenario(
  'an adopted iframe that shows its guest already is served at its next request',
  async ({ host, server }) => {
    await host.run(
      () =>
        new Promise((loaded) => {
          const iframe = stage.plainFrame(`${wisdom}/embed/dashboards`, { id: 'theirs' });
          iframe.onload = loaded;
          document.body.append(iframe);
        }),
    );
    await host.run(() => {
      stage.attach('embed', document.querySelector('#theirs'));
    });
    const guest = await host.guest();
    await guest.ask();

    await guest.answered();
    await guest.works();
    assert.equal((await server.counts()).tokenRequests, (await host.events('embed', 'tokensent')).length);
  },
);

scenario('an adopted iframe keeps its attributes and its address', async ({ host }) => {
  const attributes = {
    id: 'theirs',
    title: 'Their title',
    allow: 'fullscreen',
    class: 'their class',
    name: 'theirs',
  };
  await host.run((given) => {
    const iframe = stage.plainFrame(`${wisdom}/embed/search?theme=dark`, given);
    document.body.append(iframe);
    stage.attach('embed', iframe);
  }, attributes);
  const guest = await host.guest();
  await guest.works();
  const found = await host.run(() =>
    Object.fromEntries([...stage.embeds.embed.iframe.attributes].map(({ name, value }) => [name, value])),
  );

  assert.equal(new URL(found.src).search, '?theme=dark');
  delete found.src;
  assert.deepEqual(found, attributes);
});

scenario('an iframe that is adopted before it is in the document is served once it is', async ({ host }) => {
  await host.run(() => {
    const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
    stage.attach('embed', iframe);
    window.iframe = iframe;
  });
  assert.equal(await host.state(), 'live');
  await host.fence();
  await host.run(() => {
    document.body.append(window.iframe);
  });

  await (await host.guest()).works();
  assert.ok((await host.events('embed', 'tokensent')).length >= 1);
});

scenario('an adopted iframe that is moved is served in its new window', async ({ host }) => {
  await host.run(() => {
    const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
    document.querySelector('#place').append(iframe);
    stage.attach('embed', iframe);
  });
  const guest = await host.guest();
  await guest.works();
  await guest.run(() => {
    window.old = true;
  });
  await host.run(() => {
    document.querySelector('#elsewhere').append(document.querySelector('#theirs'));
  });
  const moved = await host.guest();
  await until('another document', () =>
    moved.run(() => !window.old && document.readyState === 'complete').catch(() => false),
  );
  await moved.works();
  await moved.ask();

  assert.ok((await moved.answered()).length >= 1);
});

scenario(
  'close() leaves an adopted iframe in place, and its guest gets nothing more',
  async ({ host, server, page }) => {
    const before = await countListeners(page, 'window', 'message');
    await host.run(() => {
      const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
      document.body.append(iframe);
      stage.attach('embed', iframe);
    });
    const guest = await host.guest();
    await guest.works();
    await guest.run(() => {
      window.same = true;
    });
    const { length } = await guest.answers();
    const { tokenRequests } = await server.counts();
    await host.close();
    assert.equal((await countListeners(page, 'window', 'message')) - before, 0);
    const heard = await host.messages();
    await guest.ask(5);
    await host.heard(heard + 5);
    await host.fence('embed');

    assert.equal(await host.iframes(), 1);
    assert.equal(await guest.run(() => window.same), true);
    assert.equal((await guest.answers()).length, length);
    assert.equal((await server.counts()).tokenRequests, tokenRequests);
    assert.equal((await host.types()).at(-1), 'closed');
  },
);

scenario('an iframe that was let go can be adopted again', async ({ host }) => {
  await host.run(() => {
    const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
    document.body.append(iframe);
    stage.attach('first', iframe);
    stage.embeds.first.close();
    stage.attach('second', iframe);
  });
  const guest = await host.guest('second');
  await guest.works();

  assert.deepEqual(
    (await host.types('first')).filter((type) => type.startsWith('token')),
    [],
  );
  assert.ok((await host.events('second', 'tokensent')).length >= 1);
});

scenario(
  'an adopted iframe that shows an attacker for a while is served again when it shows its guest',
  async ({ host, server }) => {
    await host.run(
      (source) =>
        new Promise((loaded) => {
          const iframe = stage.plainFrame(source, { id: 'theirs' });
          iframe.onload = loaded;
          document.body.append(iframe);
          stage.attach('embed', iframe);
        }),
      `${server.attacker}/e2e/bare.html`,
    );
    const guest = await host.guest();
    await guest.ask(10);
    await host.heard(10);
    await host.fence('embed');
    assert.deepEqual(await guest.answers(), []);
    assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });

    await guest.leaveFor(`${server.wisdom}/embed/search`);
    await guest.works();
  },
);

scenario(
  'a refused source is told to an adopted iframe at its first request',
  { user: null },
  async ({ host, server }) => {
    await host.run(() => {
      const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
      document.body.append(iframe);
      stage.attach('embed', iframe);
    });
    await host.becomes('embed', 'refused');

    const errors = await host.events('embed', 'tokenerror');
    assert.deepEqual(
      errors.map(({ error, final }) => [error.code, final]),
      [['refused', true]],
    );
    assert.equal((await server.counts()).tokenRequests, 1);
  },
);

scenario('what is no iframe cannot be adopted', async ({ host }) => {
  const codes = await host.run(() =>
    [null, undefined, '#place', document.body, document, {}, document.createElement('object')].map(
      (target) =>
        stage.thrown(() => sdk.attach(target, { origin: wisdom, token: '/api/wisdom-token' }))?.code,
    ),
  );

  assert.deepEqual(codes, Array(7).fill('invalid-options'));
});
