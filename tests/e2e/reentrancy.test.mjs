import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario(
  'a callback that closes its own embed ends it, and what it gives is dropped',
  { guests: 'blank' },
  async ({ host }) => {
    await host.run(() => {
      const token = () => {
        stage.embeds.embed.close();
        return stage.craft();
      };
      stage.mount('embed', { token });
    });

    assert.equal(await host.settles(), 'aborted');
    await host.fence();
    assert.equal(await host.iframes(), 0);
    assert.deepEqual(await host.types(), ['statechange', 'closed']);
  },
);

scenario(
  'a callback that closes another embed of its source leaves its own alone',
  { guests: 'blank' },
  async ({ host }) => {
    await host.run(() => {
      const source = new sdk.TokenSource(() => {
        stage.embeds.other.close();
        return stage.craft();
      });
      stage.mount('embed', { token: source });
      stage.mount('other', { token: source });
    });
    await host.becomes('embed', 'live');

    assert.equal(await host.state('other'), 'closed');
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'a callback that mounts another embed on its own source has it join the flight',
  { guests: 'blank' },
  async ({ host }) => {
    await host.run(() => {
      window.calls = 0;
      const source = new sdk.TokenSource(async () => {
        window.calls += 1;
        if (window.calls === 1) stage.mount('inner', { token: source });
        return stage.craft();
      });
      stage.mount('outer', { token: source });
    });
    await host.becomes('outer', 'live');
    await host.becomes('inner', 'live');

    assert.equal(await host.run(() => window.calls), 1);
    assert.equal(await host.iframes(), 2);
  },
);

scenario('a callback that closes its source ends the flight', { guests: 'blank' }, async ({ host }) => {
  await host.run(() => {
    const source = new sdk.TokenSource(() => {
      source.close();
      return stage.craft();
    });
    stage.mount('embed', { token: source });
  });

  assert.equal(await host.settles(), 'aborted');
  assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
});

scenario('a headers function may mount and close', { guests: 'blank' }, async ({ host, server }) => {
  await host.run(() => {
    const headers = () => {
      stage.mount('passing', { token: stage.craft }, '#elsewhere');
      stage.embeds.passing.close();
      return {};
    };
    stage.mount('embed', { token: { url: '/api/wisdom-token', headers } });
  });
  await host.becomes('embed', 'live');

  assert.equal(await host.iframes(), 1);
  assert.deepEqual(await server.calls(), { tokenRequests: 1, minted: 1 });
});

for (const type of ['statechange', 'ready']) {
  scenario(`a listener of ${type} may close the embed, and nothing follows`, async ({ host }) => {
    await host.run((name) => {
      stage.mount('embed');
      stage.embeds.embed.addEventListener(name, () => stage.embeds.embed.close(), { once: true });
    }, type);
    await host.becomes('embed', 'closed');
    await host.fence();

    const types = await host.types();
    assert.equal(types.at(-1), 'closed');
    assert.equal(types.filter((seen) => seen === 'closed').length, 1);
    assert.equal(await host.iframes(), 0);
  });
}

for (const type of ['tokenrequest', 'tokensent', 'tokenerror']) {
  scenario(
    `a listener of ${type} may close the embed and mount another, which works`,
    async ({ host, server }) => {
      const guest = await host.mountAndLoad('first');
      await host.run((name) => {
        stage.embeds.first.addEventListener(name, () => {
          stage.embeds.first.close();
          stage.mount('second');
        });
      }, type);
      if (type === 'tokenerror') await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
      await guest.ask();
      await host.becomes('first', 'closed');
      await host.becomes('second', 'live');

      const next = await host.guest('second');
      await next.works();
      await next.ask();
      await next.answered();
      assert.equal((await host.types('first')).at(-1), 'closed');
      assert.equal(await host.iframes(), 1);
    },
  );
}

scenario(
  "an event listener that throws is reported as the page's own error, and harms nobody",
  async ({ host, server, uncaught }) => {
    await host.run(() => {
      stage.mount('embed');
      for (const type of ['statechange', 'ready', 'tokenrequest', 'tokensent', 'tokenerror', 'closed']) {
        stage.embeds.embed.addEventListener(type, () => {
          throw new Error(`listener of ${type}`);
        });
      }
    });
    await host.becomes('embed', 'live');
    assert.equal(await host.settles(), 'resolved');
    const guest = await host.guest();
    await guest.works();
    for (let round = 1; round <= 2; round += 1) {
      await guest.ask();
      await guest.answered(round);
    }
    await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
    await guest.ask();
    await host.fired('embed', 'tokenerror');
    await host.close();
    assert.equal(await host.state(), 'closed');
    assert.equal(await host.iframes(), 0);

    const reported = await until(
      'a report of each',
      () => uncaught,
      (errors) => errors.includes('listener of closed'),
    );
    for (const type of ['statechange', 'ready', 'tokenrequest', 'tokensent', 'tokenerror', 'closed'])
      assert.ok(reported.includes(`listener of ${type}`), type);
    assert.ok(
      reported.every((message) => message.startsWith('listener of ')),
      "nothing but the listeners' own errors",
    );
    uncaught.length = 0;
  },
);

scenario(
  'a listener that throws in one embed keeps no other embed from its answer',
  async ({ host, uncaught }) => {
    await host.run(() => {
      const source = new sdk.TokenSource('/api/wisdom-token');
      for (const name of ['throws', 'other']) stage.mount(name, { token: source });
      for (const type of ['statechange', 'tokenrequest', 'tokensent']) {
        stage.embeds.throws.addEventListener(type, () => {
          throw new Error('listener');
        });
      }
    });
    for (const name of ['throws', 'other']) {
      await host.becomes(name, 'live');
      const guest = await host.guest(name);
      await guest.works();
      await guest.ask();
      await guest.answered();
    }
    uncaught.length = 0;
  },
);

scenario('a mount inside a token request of another embed is served with it', async ({ host, server }) => {
  const guest = await host.mountAndLoad('first');
  await host.run(() => {
    stage.embeds.first.addEventListener(
      'tokenrequest',
      () => {
        stage.mount('second', {}, '#elsewhere');
      },
      { once: true },
    );
  });
  await guest.ask();
  await guest.answered();
  await host.becomes('second', 'live');

  // The backend may answer the two that come at the same time with one mint.
  assert.equal((await server.counts()).tokenRequests, 3);
});

scenario(
  'a getter among the options that throws, or mounts by itself, does no harm to the next mount',
  async ({ host }) => {
    const thrown = await host.run(() => {
      const options = {
        origin: wisdom,
        view: 'search',
        get token() {
          throw new RangeError("the host's own");
        },
      };
      try {
        sdk.mount('#place', options);
        return 'nothing';
      } catch (error) {
        return error.name;
      }
    });
    assert.notEqual(thrown, 'nothing');
    assert.equal(await host.iframes(), 0);

    await host.run(() => {
      stage.mount('outer', {
        get title() {
          if (!stage.embeds.inner) stage.mount('inner', {}, '#elsewhere');
          return 'Outer';
        },
      });
    });
    await host.becomes('outer', 'live');
    await host.becomes('inner', 'live');
  },
);
