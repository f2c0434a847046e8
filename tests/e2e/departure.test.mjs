import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Waits until a frame shows another document than the one that was marked `old`. */
const replaced = (guest) =>
  until('another document', () =>
    guest.run(() => !window.old && document.readyState === 'complete').catch(() => false),
  );

scenario('a guest that left its origin during the fetch gets nothing', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await guest.ask();
  await server.called(2);
  await guest.leaveFor(`${server.attacker}/e2e/bare.html`);
  await server.release();
  await until(
    'an answer of the backend',
    () => server.counts(),
    ({ tokenAnswered }) => tokenAnswered === 2,
  );
  await host.fence('embed');

  assert.deepEqual(
    (await guest.mail()).filter(({ type }) => !type.startsWith('fence')),
    [],
  );
});

scenario(
  'an attacker in the frame gets nothing on demand, and the guest is served again when it is back',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await guest.leaveFor(`${server.attacker}/e2e/bare.html`);
    await guest.ask(50);
    await host.heard(50);
    await host.fence('embed');
    assert.deepEqual(await guest.answers(), []);
    assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
    assert.deepEqual(await host.events('embed', 'tokenrequest'), []);

    await guest.leaveFor(`${server.wisdom}/embed/dashboards`);
    await guest.works();
    await guest.ask();
    await guest.answered();
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario('the hostile page in the frame gets nothing', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await guest.told({ command: 'leave', url: `${server.attacker}/hostile?interval=50` });
  await guest.shows(`${server.attacker}/hostile`);
  await host.heard(3);
  await host.fence('embed');

  assert.deepEqual(await guest.answers(), []);
  assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
});

scenario('a guest that goes to another view by itself is served there', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await guest.run(() => {
    window.old = true;
  });
  await guest.told({ command: 'navigate', path: '/embed/dashboards/other' });
  await replaced(guest);
  await guest.works();
  assert.equal((await guest.address()).path, '/embed/dashboards/other');
  await guest.ask(2);

  await guest.answered();
  assert.equal(await host.state(), 'live');
  assert.equal(await host.iframes(), 1);
});

scenario('a frame that was moved in the document is served in its new window', async ({ host }) => {
  const guest = await host.mountAndLoad();
  await guest.run(() => {
    window.old = true;
  });
  await host.run(() => {
    document.querySelector('#elsewhere').append(stage.embeds.embed.iframe);
  });
  const moved = await host.guest();
  await replaced(moved);
  await moved.works();
  await moved.ask();

  assert.equal((await moved.answered()).length, 1);
  assert.equal(await host.state(), 'live');
  assert.equal((await host.events('embed', 'ready')).length, 1);
});

scenario(
  "a request of a window that is gone is not answered to the frame's next window",
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await guest.run(() => {
      window.old = true;
    });
    await guest.ask();
    await server.called(2);
    await host.run(() => {
      document.querySelector('#elsewhere').append(stage.embeds.embed.iframe);
    });
    const moved = await host.guest();
    await replaced(moved);
    await server.release();
    await until(
      'an answer of the backend, or its end',
      () => server.counts(),
      ({ tokenAnswered, tokenAborted }) => tokenAnswered + tokenAborted === 2,
    );
    await host.fence('embed');
    assert.deepEqual(await moved.answers(), []);

    await moved.ask();
    assert.equal((await moved.answered()).length, 1);
  },
);

scenario(
  'a frame that the page takes out during the fetch does no harm, and is served when it is back',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await guest.ask();
    await server.called(2);
    await host.run(() => {
      stage.embeds.embed.iframe.remove();
    });
    await server.release();
    await until(
      'an answer of the backend, or its end',
      () => server.counts(),
      ({ tokenAnswered, tokenAborted }) => tokenAnswered + tokenAborted === 2,
    );
    await host.fence();
    assert.deepEqual(await host.events('embed', 'tokensent'), []);

    await host.run(() => {
      document.querySelector('#place').append(stage.embeds.embed.iframe);
    });
    const back = await host.guest();
    await back.works();
    await back.ask();
    assert.equal((await back.answered()).length, 1);
  },
);

scenario(
  'a frame whose address the page sets anew is served in its new document',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await guest.run(() => {
      window.old = true;
    });
    await host.run(() => {
      const { iframe } = stage.embeds.embed;
      iframe.setAttribute('src', iframe.src);
    });
    await replaced(guest);
    await guest.works();
    await guest.ask();

    await guest.answered();
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);
