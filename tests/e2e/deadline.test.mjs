import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const HELD = [
  ['a backend that never answers', { kind: 'hang', times: 1 }],
  ['a body that stalls after the headers', { kind: 'stall', times: 1 }],
];

for (const [what, fault] of HELD) {
  scenario(`${what} is aborted at the deadline of a first load`, async ({ host, server }) => {
    await server.tokenEndpoint(fault);
    await host.mount('embed', { timeout: 400 });

    assert.equal(await host.settles(), 'timeout');
    await server.aborted(1);
    const error = await host.fired('embed', 'tokenerror');
    assert.deepEqual(
      { code: error.error.code, final: error.final, state: error.state },
      { code: 'timeout', final: false, state: 'loading' },
    );
    await server.release();
    await host.fence();
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
    assert.equal((await host.types()).length, 1);
  });

  scenario(
    `${what} is aborted at the deadline of a renewal, and the next request succeeds`,
    async ({ host, server }) => {
      const guest = await host.mountAndLoad('embed', { timeout: 1_000 });
      await server.tokenEndpoint(fault);
      await guest.ask(3);
      const error = await host.fired('embed', 'tokenerror');
      await server.aborted(1);
      assert.deepEqual(
        { code: error.error.code, final: error.final, state: error.state },
        { code: 'timeout', final: false, state: 'live' },
      );
      await server.release();
      await host.fence('embed');
      assert.deepEqual(await guest.answers(), []);
      const before = await server.counts();
      assert.equal(before.tokenRequests, 2);

      await guest.ask();
      await guest.answered();
      const { tokenRequests, tokenAborted, minted } = await server.counts();
      assert.deepEqual(
        { tokenRequests, tokenAborted, minted },
        { tokenRequests: 3, tokenAborted: 1, minted: before.minted + 1 },
      );
      assert.equal((await host.events('embed', 'tokenerror')).length, 1);
      await guest.worksOn();
    },
  );
}

scenario('the deadline is the timeout of the source, where one is given', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await host.run(() => {
    stage.mount('embed', { token: new sdk.TokenSource('/api/wisdom-token', { timeout: 300 }) });
  });

  assert.equal(await host.settles(), 'timeout');
  await server.aborted(1);
});

scenario('a backend that is slow, yet within the deadline, is waited for', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'slow', ms: 700, times: 1 });
  await host.mount('embed', { timeout: 5_000 });
  await host.becomes('embed', 'live');

  const { tokenRequests, tokenAborted } = await server.counts();
  assert.deepEqual({ tokenRequests, tokenAborted }, { tokenRequests: 1, tokenAborted: 0 });
});

scenario('headers that are waited for count towards the deadline', async ({ host, server }) => {
  await host.run(() => {
    stage.mount('embed', {
      timeout: 300,
      token: { url: '/api/wisdom-token', headers: () => new Promise(() => {}) },
    });
  });

  assert.equal(await host.settles(), 'timeout');
  assert.equal((await server.counts()).tokenRequests, 0);
});

scenario(
  'a callback is told the deadline by its signal, and what it gives afterwards is dropped',
  { guests: 'blank' },
  async ({ host }) => {
    await host.run(() => {
      window.contexts = [];
      window.give = [];
      const token = (context) => {
        window.contexts.push(context);
        return context.reason === 'mount'
          ? stage.craft()
          : new Promise((give) => {
              window.give.push(give);
            });
      };
      stage.mount('embed', { timeout: 700, token });
    });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask();
    await until(
      'a second call',
      () => host.run(() => window.contexts.length),
      (calls) => calls === 2,
    );
    assert.deepEqual(
      await host.run(() => [
        window.contexts[1].signal instanceof AbortSignal,
        window.contexts[1].signal.aborted,
      ]),
      [true, false],
    );

    assert.equal((await host.fired('embed', 'tokenerror')).error.code, 'timeout');
    assert.equal(await host.run(() => window.contexts[1].signal.aborted), true);

    const late = await host.run(() => {
      const token = stage.craft();
      window.give[0](token);
      return window.mark(token);
    });
    await host.fence('embed');
    assert.deepEqual(await guest.answers(), []);

    await guest.ask();
    await until(
      'a third call',
      () => host.run(() => window.give.length),
      (calls) => calls === 2,
    );
    await host.run(() => {
      window.give[1](stage.craft());
    });
    const answers = await guest.answered();
    assert.equal(answers.length, 1);
    assert.notEqual(answers[0].mark, late);
  },
);

scenario('a callback that rejects after the deadline is no unhandled rejection', async ({ host }) => {
  await host.run(() => {
    stage.mount('embed', {
      timeout: 300,
      token: () =>
        new Promise((give, fail) => {
          window.fail = fail;
        }),
    });
  });
  assert.equal(await host.settles(), 'timeout');

  await host.run(() => {
    window.fail(new Error('too late'));
  });
  await host.fence();
  assert.deepEqual(await host.types(), ['tokenerror']);
});
