import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

/** Answers the calls of the token endpoint in turn, then leaves them to the backend. Keeps when each came. */
async function answering({ context, server }, answers) {
  const times = [];
  await context.route(`${server.host}/api/wisdom-token`, async (route) => {
    times.push(performance.now());
    const answer = answers.shift();
    await (answer ? route.fulfill({ body: '{}', ...answer }) : route.continue());
  });
  return times;
}

const PASSING = [
  ...[408, 425, 429, 500, 502, 503, 504].map((status) => [`HTTP ${status}`, { kind: 'status', status }]),
  ['an answer that is cut short', { kind: 'cut' }],
];

// A guest that asks more than five times in a row has to wait.
for (const some of [PASSING.slice(0, 4), PASSING.slice(4)]) {
  const names = some.map(([what]) => what).join(', ');
  scenario(`what may pass is tried again, and the guest is answered: ${names}`, async ({ host, server }) => {
    const guest = await host.mountAndLoad();
    for (const [round, [what, fault]] of some.entries()) {
      await server.tokenEndpoint({ ...fault, times: 1 });
      await guest.ask();
      await guest.answered(round + 1);
      assert.equal((await server.counts()).tokenRequests, 1 + 2 * (round + 1), what);
    }
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  });
}

scenario('what may pass is tried again for a first load', async ({ host, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 503, times: 2 });
  const guest = await host.mountAndLoad();

  assert.equal(await host.outcome(), 'resolved');
  assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 1 });
  assert.equal((await guest.says()).user, 'alice@example.com');
});

scenario('three failures in a row are still one answer and no error', async ({ host, server }) => {
  const guest = await host.mountAndLoad();
  await server.tokenEndpoint({ kind: 'status', status: 503, times: 3 });
  await guest.ask(5);
  await guest.answered();
  await host.fence('embed');

  assert.equal((await guest.answers()).length, 1);
  assert.equal((await host.events('embed', 'tokensent')).length, 1);
  assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  assert.deepEqual(await server.calls(), { tokenRequests: 5, minted: 2 });
});

const AN_HOUR_AGO = Date.now() - 3_600_000;
const asDate = (milliseconds) => new Date(milliseconds).toUTCString();

const WAITS = [
  ['seconds', { 'retry-after': '2' }],
  ['a date', { 'retry-after': asDate(AN_HOUR_AGO + 2_000), date: asDate(AN_HOUR_AGO) }],
];

for (const value of ['1e9', '+3600', '3600.5', '2030-01-01', 'soon']) {
  scenario(`a Retry-After of ${value} is as good as absent`, async (scene) => {
    const { host } = scene;
    const guest = await host.mountAndLoad();
    const times = await answering(scene, [{ status: 503, headers: { 'retry-after': value } }]);
    await guest.ask();
    await guest.answered();
    assert.equal(times.length, 2);
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  });
}

scenario('a Retry-After of years is believed for a day', { guests: 'blank' }, async (scene) => {
  const { host } = scene;
  await host.mount('embed', { timeout: 5_000 });
  await host.becomes('embed', 'live');
  await host.run(() =>
    stage.embeds.embed.addEventListener('tokenerror', ({ detail }) => {
      window.wait = detail.error.retryAfter;
    }),
  );
  const guest = await host.guest();
  await answering(scene, [{ status: 503, headers: { 'retry-after': '1000000000' } }]);
  await guest.ask();
  await host.fired('embed', 'tokenerror');
  assert.equal(await host.run(() => window.wait), 86_400);
});

for (const [form, headers] of WAITS) {
  scenario(`Retry-After in the form of ${form} is kept`, async (scene) => {
    const { host } = scene;
    const guest = await host.mountAndLoad();
    const times = await answering(scene, [{ status: 503, headers }]);
    await guest.ask();
    await guest.answered();

    const waited = times[1] - times[0];
    assert.equal(times.length, 2);
    assert.ok(waited > 1_900, `called again after ${waited} ms`);
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  });
}

scenario(
  'a Retry-After beyond the deadline fails at once, and whoever asks then waits for the call that follows',
  { clock: true, guests: 'blank' },
  async ({ host, server, time }) => {
    await host.mount('embed', { timeout: 5_000 });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await server.tokenEndpoint({ kind: 'status', status: 429, retryAfter: 60, times: 1 });
    await guest.ask();
    const { error, final } = await host.fired('embed', 'tokenerror');
    assert.deepEqual([error.code, error.status, final], ['backend-status', 429, false]);
    for (let round = 0; round < 4; round += 1) {
      await guest.ask();
      await time.passes(13);
    }
    assert.equal((await server.counts()).tokenRequests, 2);

    await time.passes(11);
    await guest.answered();
    assert.equal((await host.events('embed', 'tokenerror')).length, 1);
    assert.deepEqual(await server.calls(), { tokenRequests: 3, minted: 2 });
  },
);

for (const status of [401, 403]) {
  scenario(`${status} amid the retries is final, with one event`, async (scene) => {
    const { host } = scene;
    const guest = await host.mountAndLoad();
    const times = await answering(scene, [{ status: 503 }, { status }, { status: 503 }]);
    await guest.ask();
    await host.becomes('embed', 'refused');
    await guest.ask(3);
    await host.heard(4);
    await host.fence('embed');

    const errors = await host.events('embed', 'tokenerror');
    assert.deepEqual(
      errors.map(({ error, final }) => [error.code, error.status, final]),
      [['refused', status, true]],
    );
    assert.equal(times.length, 2);
    assert.deepEqual(await guest.answers(), []);
  });
}

const LAPSES = {
  throws: () => {
    throw new Error('once');
  },
  rejects: () => Promise.reject(new Error('once')),
  'gives the same token': () => window.last,
  'gives an older token': () => stage.craft({ iat: 1, exp: 601 }),
  'throws an error of the package that may pass': () => {
    throw new sdk.EmbedHostError('network');
  },
};

for (const [what, lapse] of Object.entries(LAPSES)) {
  scenario(
    `a callback that ${what} once is called again, and the guest is answered`,
    { guests: 'blank' },
    async ({ host }) => {
      await host.run((source) => {
        window.reasons = [];
        window.lapses = [];
        const lapse = new Function(`return ${source}`)();
        const token = ({ reason }) => {
          window.reasons.push(reason);
          if (window.lapses.pop()) return lapse();
          window.last = stage.craft();
          return window.last;
        };
        stage.mount('embed', { token });
      }, lapse.toString());
      await host.becomes('embed', 'live');
      const guest = await host.guest();
      await host.run(() => window.lapses.push(true));
      await guest.ask();
      const answers = await guest.answered();

      assert.equal(answers[0].mark, await host.run(() => window.mark(window.last)));
      assert.deepEqual(await host.run(() => window.reasons), ['mount', 'request', 'request']);
      assert.deepEqual(await host.events('embed', 'tokenerror'), []);
    },
  );
}

scenario(
  'a callback whose answer comes after the deadline fails once, and the next request is answered',
  { clock: true, guests: 'blank' },
  async ({ host, time }) => {
    await host.run(() => {
      window.late = [];
      const token = ({ reason }) =>
        reason === 'mount' || window.late.length > 0
          ? stage.craft()
          : new Promise((give) => {
              window.late.push(give);
            });
      stage.mount('embed', { token });
    });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask();
    await host.fired('embed', 'tokenrequest');
    await time.passes(11);
    assert.equal((await host.fired('embed', 'tokenerror')).error.code, 'timeout');
    const late = await host.run(() => {
      const token = stage.craft();
      window.late[0](token);
      return window.mark(token);
    });
    await guest.ask();

    const [{ mark }] = await guest.answered();
    await host.fence('embed');
    assert.notEqual(mark, late);
    assert.equal((await guest.answers()).length, 1);
    assert.equal((await host.events('embed', 'tokenerror')).length, 1);
  },
);
