import assert from 'node:assert/strict';

import { blankPages, scenario, signIn } from './harness/scenario.mjs';

const THREE = ['one', 'two', 'three'];

/** Three embeds on one source. */
const mountThree = (host) =>
  host.run((names) => {
    window.source = new sdk.TokenSource('/api/wisdom-token');
    for (const name of names) stage.mount(name, { token: window.source });
  }, THREE);

scenario(
  '401 or 403 at the first load refuses every embed of the source, each told once, for good',
  async ({ host, server }) => {
    for (const [round, status] of [401, 403].entries()) {
      await server.tokenEndpoint({ kind: 'status', status });
      await mountThree(host);
      for (const name of THREE) assert.equal(await host.settles(name), 'refused');
      await host.fence();

      for (const name of THREE) {
        assert.equal(await host.state(name), 'refused');
        const errors = await host.events(name, 'tokenerror');
        assert.deepEqual(
          errors.map(({ error, final }) => ({ ...error, final })),
          [{ name: 'EmbedHostError', code: 'refused', status, isError: true, final: true }],
        );
      }
      assert.deepEqual(await server.calls(), { tokenRequests: round + 1, minted: 0 });
    }
  },
);

scenario(
  'a user who signs out is refused at the next renewal, and no call follows',
  async ({ host, server }) => {
    await mountThree(host);
    const guests = [];
    for (const name of THREE) {
      await host.becomes(name, 'live');
      guests.push(await host.guest(name));
    }
    await host.run(() => fetch('/sign-out', { method: 'POST' }).then(() => {}));
    await guests[0].ask();
    for (const name of THREE) await host.becomes(name, 'refused');
    const { tokenRequests } = await server.counts();

    for (const guest of guests) await guest.ask(5);
    await host.heard(16);
    await host.fence(...THREE);
    assert.equal((await server.counts()).tokenRequests, tokenRequests);
    for (const name of THREE) {
      assert.equal((await host.events(name, 'tokenerror')).length, 1);
      const changes = await host.events(name, 'statechange');
      assert.deepEqual(
        changes.map(({ from, to }) => [from, to]),
        [
          ['loading', 'live'],
          ['live', 'refused'],
        ],
      );
    }
    for (const guest of guests) assert.deepEqual(await guest.answers(), []);
  },
);

scenario(
  'after a refusal, signing in and mounting anew with a new source works',
  { user: null },
  async ({ host, server, context }) => {
    await host.mount('refused');
    assert.equal(await host.settles('refused'), 'refused');
    await host.close('refused');
    await signIn(context, server, 'bob');

    const guest = await host.mountAndLoad('next');
    assert.equal((await guest.says()).user, 'bob@example.com');
    assert.equal(await host.iframes(), 1);
  },
);

scenario('an embed that joins a refused source is refused without a call', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 401 });
  await mountThree(host);
  await host.settles('three');
  await host.run(() => {
    stage.mount('late', { token: window.source });
  });

  assert.equal(await host.settles('late'), 'refused');
  assert.equal(await host.state('late'), 'refused');
  assert.equal((await host.events('late', 'tokenerror')).length, 1);
  assert.equal((await server.counts()).tokenRequests, 1);
});

scenario('a refusal of one source leaves the embeds of another alone', async ({ host, server }) => {
  const guest = await host.mountAndLoad('other');
  await server.tokenEndpoint({ kind: 'status', status: 401, times: 1 });
  await host.mount('refused');
  await host.settles('refused');
  await guest.ask();

  await guest.answered();
  assert.equal(await host.state('other'), 'live');
});

scenario('a callback that throws refused refuses for good', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    window.calls = 0;
    stage.mount('embed', {
      token: () => {
        window.calls += 1;
        if (window.calls > 1) throw new sdk.EmbedHostError('refused', { status: 403 });
        return stage.craft();
      },
    });
  });
  await host.becomes('embed', 'live');
  const guest = await host.guest();
  await guest.ask();
  const failure = await host.fired('embed', 'tokenerror');
  assert.deepEqual(
    { code: failure.error.code, status: failure.error.status, final: failure.final },
    { code: 'refused', status: 403, final: true },
  );
  assert.equal(await host.state(), 'refused');

  await guest.ask(5);
  await host.heard(6);
  await host.fence('embed');
  assert.equal(await host.run(() => window.calls), 2);
});

scenario('a callback that rejects with an error of the package passes its code on', async ({ host }) => {
  await host.run(() => {
    stage.mount('embed', {
      timeout: 500,
      token: async () => {
        throw new sdk.EmbedHostError('backend-status', { status: 418 });
      },
    });
  });

  assert.equal(await host.settles(), 'backend-status');
  const { error, final } = await host.fired('embed', 'tokenerror');
  assert.deepEqual({ status: error.status, final }, { status: 418, final: false });
});

scenario('two users on one tenant origin are told of their conflict, both, and go on', async ({ host }) => {
  await host.mount('alice', { user: 'alice' });
  await host.mount('bob', { user: 'bob' });
  for (const name of ['alice', 'bob']) {
    const { error, final } = await host.fired(name, 'tokenerror');
    assert.deepEqual(
      { ...error, final },
      { name: 'EmbedHostError', code: 'user-conflict', isError: true, final: false },
    );
    await host.becomes(name, 'live');
    const guest = await host.guest(name);
    await guest.ask();
    await guest.answered();
    assert.equal((await host.events(name, 'tokenerror')).length, 1);
  }
});

scenario(
  'the same user twice, and users of different tenants, are no conflict',
  async ({ host, server, context }) => {
    const elsewhere = server.wisdom.replace('127.0.0.1', 'localhost');
    await blankPages(context, `${elsewhere}/**`);
    await host.mount('first', { user: 'alice' });
    await host.mount('second', { user: 'alice' });
    await host.mount('elsewhere', { user: 'bob', origin: elsewhere });
    for (const name of ['first', 'second', 'elsewhere']) await host.becomes(name, 'live');

    await host.fence();
    for (const name of ['first', 'second', 'elsewhere'])
      assert.deepEqual(await host.events(name, 'tokenerror'), []);
  },
);

scenario('a user who is gone is no conflict for the next', async ({ host }) => {
  await host.mountAndLoad('alice', { user: 'alice' });
  await host.close('alice');
  await host.mountAndLoad('bob', { user: 'bob' });

  await host.fence();
  assert.deepEqual(await host.events('bob', 'tokenerror'), []);
});
