import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario(
  'a guest whose token runs out gets the next one in place, again and again, while its data goes on loading',
  { tokenLife: 12 },
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    await guest.run(() => {
      window.sameDocument = true;
    });
    await until(
      'a second renewal',
      () => guest.says(),
      ({ answers }) => answers >= 2,
    );
    await guest.worksOn();

    const { asks, answers, state } = await guest.says();
    const { tokenRequests, minted, pages, dataRefused } = await server.counts();
    assert.equal(await guest.run(() => window.sameDocument), true);
    assert.deepEqual({ state, pages, dataRefused }, { state: 'live', pages: 1, dataRefused: 0 });
    assert.ok(answers === asks || answers === asks - 1, 'an answer for each request');
    assert.deepEqual({ tokenRequests, minted }, { tokenRequests: 1 + asks, minted: 1 + asks });
  },
);

scenario(
  'a request is answered with a new token, posted by the host, to the guest alone',
  async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    const first = await host.run(() => stage.markInSource(stage.embeds.embed.iframe));
    await guest.told({ command: 'ask' });

    const [answer] = await guest.answered();
    assert.deepEqual(
      { origin: answer.origin, fromParent: answer.fromParent },
      { origin: server.host, fromParent: true },
    );
    assert.notEqual(answer.mark, first);
    assert.equal(
      await host.run(() => window.mailbox.every(({ type }) => type === 'REQUEST_JWT_TOKEN')),
      true,
    );
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
    await guest.worksOn();
  },
);

scenario(
  'a page that opens right after another may get its token, and gets a new one at once when it asks again',
  { tokenLife: 600 },
  async ({ host, server }) => {
    const marks = [];
    for (const name of ['first', 'second']) {
      await host.run((called) => {
        const headers = { 'X-Page-Id': crypto.randomUUID() };
        stage.mount(called, { token: { url: '/api/wisdom-token', headers } });
      }, name);
      await host.becomes(name, 'live');
      marks.push(await host.run((called) => stage.markInSource(stage.embeds[called].iframe), name));
    }
    assert.equal(marks[0], marks[1]);
    assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 1 });

    await server.tellNextTokensApart();
    const guest = await host.guest('second');
    await guest.ask();
    const [answer] = await guest.answered();
    assert.notEqual(answer.mark, marks[1]);
    assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 2 });
  },
);

scenario('an answer holds the type and the token, and nothing else', async ({ host }) => {
  const guest = await host.mountAndLoad();
  await guest.run(() => {
    window.addEventListener('message', ({ data, ports }) => {
      window.shape = { keys: Object.keys(data).sort(), token: typeof data.token, ports: ports.length };
    });
  });
  await guest.ask();
  await guest.answered();

  assert.deepEqual(await guest.run(() => window.shape), {
    keys: ['token', 'type'],
    token: 'string',
    ports: 0,
  });
});

scenario('a renewal tells of itself by tokenrequest and tokensent', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  const before = (await host.types()).length;
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await guest.ask();
  await server.called(2);
  assert.deepEqual((await host.types()).slice(before), ['tokenrequest']);
  await server.release();
  await guest.answered();

  const sent = await host.fired('embed', 'tokensent');
  assert.deepEqual((await host.types()).slice(before), ['tokenrequest', 'tokensent']);
  assert.deepEqual(
    { expiresIn: sent.expiresIn, ahead: sent.ahead, state: sent.state },
    { expiresIn: 601, ahead: false, state: 'live' },
  );
  assert.ok(sent.waited > 0 && sent.waited < 10_000, 'how long the guest waited, in milliseconds');
});

scenario('a reload of the guest brings it back, and it is served as before', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await guest.run(() => {
    window.old = true;
  });
  await guest.told({ command: 'reload' });
  await until('a new document', () =>
    guest.run(() => !window.old && document.readyState === 'complete').catch(() => false),
  );
  await guest.works();
  await guest.ask();

  await guest.answered();
  assert.deepEqual(await server.calls(), { tokenRequests: 2, minted: 2 });
  assert.equal(await host.state(), 'live');
});

const FAILURES = [
  ['answers an error', { kind: 'status', status: 503 }, 'backend-status', 503],
  ['answers that there is nothing', { kind: 'status', status: 404 }, 'backend-status', 404],
  ['cuts its answer short', { kind: 'cut' }, 'network', undefined],
  ['answers a page', { kind: 'html' }, 'bad-response', undefined],
];

for (const [what, fault, code, status] of FAILURES) {
  scenario(
    `a renewal for which the backend ${what} fails once, is told, and does not spoil the next`,
    async ({ host, server }) => {
      const guest = await host.mountAndLoad('embed', { timeout: 1_000 });
      await server.tokenEndpoint(fault);
      await guest.ask();
      const failure = await host.fired('embed', 'tokenerror');
      await host.fence('embed');

      assert.deepEqual(failure.error, {
        name: 'EmbedHostError',
        code,
        ...(status && { status }),
        isError: true,
      });
      assert.deepEqual({ final: failure.final, state: failure.state }, { final: false, state: 'live' });
      assert.deepEqual(await guest.answers(), []);

      await server.tokenEndpoint({ kind: 'none' });
      const before = await server.calls();
      await guest.ask();
      await guest.answered();
      assert.equal((await host.events('embed', 'tokenerror')).length, 1);
      assert.deepEqual(await server.calls(), {
        tokenRequests: before.tokenRequests + 1,
        minted: before.minted + 1,
      });
    },
  );
}

scenario(
  'a renewal while the machine is offline fails, and the next one works',
  async ({ host, server, context }) => {
    const guest = await host.mountAndLoad('embed', { timeout: 1_000 });
    await guest.run(() => {
      window.sameDocument = true;
    });
    await context.setOffline(true);
    await guest.ask();
    const failure = await host.fired('embed', 'tokenerror');
    assert.equal(failure.error.code, 'network');

    await context.setOffline(false);
    await guest.ask();
    await guest.answered();
    assert.equal((await server.counts()).minted, 2);
    assert.equal(await guest.run(() => window.sameDocument), true, 'coming back online reloads nothing');
  },
);

scenario('a token that was sent before is tried again until there is a new one', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await server.mints({ kind: 'repeat', times: 2 });
  await guest.ask();
  const [answer] = await guest.answered();
  await host.fence('embed');

  assert.notEqual(answer.mark, await host.run(() => stage.markInSource(stage.embeds.embed.iframe)));
  assert.equal((await guest.answers()).length, 1);
  assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  assert.equal((await server.counts()).tokenRequests, 4);
});

for (const [what, mint] of [
  ['the same token again', 'repeat'],
  ['ever older tokens', 'older'],
]) {
  scenario(
    `a backend that gives ${what} is stale-token at the deadline, with few calls, and the next request works`,
    async ({ host, server }) => {
      const guest = await host.mountAndLoad('embed', { timeout: 1_000 });
      await server.mints({ kind: mint });
      await guest.ask();
      const failure = await host.fired('embed', 'tokenerror');
      await host.fence('embed');
      assert.deepEqual(
        { code: failure.error.code, final: failure.final },
        { code: 'stale-token', final: false },
      );
      assert.deepEqual(await guest.answers(), []);
      const { tokenRequests } = await server.counts();
      assert.ok(tokenRequests > 2 && tokenRequests < 15, `backed off between calls (${tokenRequests} calls)`);

      await server.mints({ kind: 'normal' });
      await guest.ask();
      await guest.answered();
    },
  );
}

scenario(
  'twins, minted within one second, are told apart from a new token',
  { twins: true },
  async ({ host }) => {
    const guest = await host.mountAndLoad();
    let last = await host.run(() => stage.markInSource(stage.embeds.embed.iframe));
    for (let round = 1; round <= 2; round += 1) {
      await guest.ask();
      const { mark } = (await guest.answered(round))[round - 1];
      assert.notEqual(mark, last);
      last = mark;
    }
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  },
);
