import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const FIVE = ['one', 'two', 'three', 'four', 'five'];

/**
 * Five embeds on one source, mounted in one tick. No deadline passes during a test: what is aborted is so by
 * the test.
 */
async function mountFive(host) {
  await host.run((names) => {
    window.source = new sdk.TokenSource('/api/wisdom-token', { timeout: 60_000 });
    for (const name of names) stage.mount(name, { token: window.source, view: { dashboard: name } });
  }, FIVE);
}

async function loadFive(host) {
  await mountFive(host);
  for (const name of FIVE) await host.becomes(name, 'live');
  return Promise.all(FIVE.map((name) => host.guest(name)));
}

scenario('five embeds on one source are one fetch and one mint', async ({ host, server }) => {
  const guests = await loadFive(host);
  for (const guest of guests) await guest.works();

  assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
  const marks = await host.run(() =>
    Object.values(stage.embeds).map(({ iframe }) => stage.markInSource(iframe)),
  );
  assert.equal(new Set(marks).size, 1);
});

scenario(
  'five guests that ask at once are one fetch, and each is answered once',
  async ({ host, server }) => {
    const guests = await loadFive(host);
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    for (const guest of guests) await guest.ask(4);
    await host.heard(20);
    await server.called(2);
    await server.release();
    for (const guest of guests) await guest.answered();
    await host.fence(...FIVE);

    const answers = await Promise.all(guests.map((guest) => guest.answers()));
    assert.deepEqual(
      answers.map(({ length }) => length),
      [1, 1, 1, 1, 1],
    );
    assert.equal(new Set(answers.flat().map(({ mark }) => mark)).size, 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  },
);

scenario('only the guest that asked is answered', async ({ host, server }) => {
  const guests = await loadFive(host);
  await guests[2].ask();
  await guests[2].answered();
  await host.fence(...FIVE);

  const answers = await Promise.all(guests.map((guest) => guest.answers()));
  assert.deepEqual(
    answers.map(({ length }) => length),
    [0, 0, 1, 0, 0],
  );
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
});

scenario('closing one of five during a flight leaves the flight to the others', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await mountFive(host);
  await server.called(1);
  await host.close('one');
  await server.release();
  for (const name of FIVE.slice(1)) await host.becomes(name, 'live');

  const { tokenRequests, tokenAborted, minted } = await server.counts();
  assert.deepEqual({ tokenRequests, tokenAborted, minted }, { tokenRequests: 1, tokenAborted: 0, minted: 1 });
  assert.equal(await host.iframes(), 4);
});

scenario('closing all five during a flight aborts it', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await mountFive(host);
  await server.called(1);
  await host.run(() => {
    for (const embed of Object.values(stage.embeds)) embed.close();
  });

  await server.aborted(1);
  assert.equal(await host.iframes(), 0);
});

scenario('a flight that fails is told to each of five embeds once', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 404 });
  await mountFive(host);
  for (const name of FIVE) assert.equal(await host.settles(name), 'backend-status');
  await host.fence();

  for (const name of FIVE) assert.deepEqual(await host.types(name), ['tokenerror']);
  assert.equal((await server.counts()).tokenRequests, 1);
});

scenario(
  'a source that is closed during its flight aborts it and gives no more tokens',
  async ({ host, server }) => {
    const guests = await loadFive(host);
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await guests[0].ask();
    await server.called(2);
    await host.run(() => {
      window.source.close();
      window.source.close();
    });
    await server.aborted(1);
    await server.release();
    for (const guest of guests) await guest.ask();
    await host.heard(6);
    await host.fence(...FIVE);

    for (const guest of guests) assert.deepEqual(await guest.answers(), []);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 1 });
  },
);

scenario('a source that is closed already is no source to mount on', async ({ host, server }) => {
  const error = await host.run(() => {
    const source = new sdk.TokenSource('/api/wisdom-token');
    source.close();
    return stage.thrown(() => sdk.mount('#place', { origin: wisdom, view: 'search', token: source }));
  });
  await host.fence();

  assert.equal(error.code, 'invalid-options');
  assert.equal(await host.iframes(), 0);
  assert.deepEqual(await server.calls(), { tokenRequests: 0, minted: 0 });
});

scenario('two sources on one page never mix their tokens', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    window.given = { one: [], two: [] };
    for (const name of ['one', 'two']) {
      const token = () => {
        const next = stage.craft({ sub: name });
        window.given[name].push(window.mark(next));
        return next;
      };
      stage.mount(name, { token });
    }
  });
  const guests = [];
  for (const name of ['one', 'two']) {
    await host.becomes(name, 'live');
    guests.push(await host.guest(name));
  }
  await Promise.all(guests.map((guest) => guest.ask()));
  const marks = [];
  for (const guest of guests) marks.push((await guest.answered())[0].mark);

  const given = await host.run(() => window.given);
  assert.deepEqual([given.one.length, given.two.length], [2, 2]);
  assert.deepEqual(marks, [given.one[1], given.two[1]]);
});

scenario(
  'a source may serve embeds one after another, each with a token of its own',
  async ({ host, server }) => {
    await host.run(() => {
      window.source = new sdk.TokenSource('/api/wisdom-token');
    });
    for (const name of ['first', 'second', 'third']) {
      await host.run((called) => {
        stage.mount(called, { token: window.source });
      }, name);
      await host.becomes(name, 'live');
      await host.close(name);
    }

    assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 3 });
  },
);
