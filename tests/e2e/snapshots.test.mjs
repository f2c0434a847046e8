import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { npmPackage } from './harness/environment.mjs';
import { scenario } from './harness/scenario.mjs';

const TIMED = { clock: true, guests: 'blank' };

/** A snapshot, that is plain JSON if it comes back from it as it was. */
async function snapshot(host, name = 'embed') {
  const { taken, again } = await host.run((called) => {
    const value = stage.embeds[called].snapshot();
    return { taken: value, again: JSON.parse(JSON.stringify(value)) };
  }, name);
  assert.deepEqual(again, taken, 'a snapshot is plain JSON');
  return taken;
}

/** The members that the types declare for a snapshot. */
async function declared() {
  const types = await readFile(`${npmPackage}/index.d.ts`, 'utf8');
  const [, body] = /export interface EmbedSnapshot \{([^]*?)\n\}/.exec(types);
  return [...body.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name);
}

scenario(
  'a snapshot of a live embed has every member that is declared, and no other',
  TIMED,
  async ({ host, server }) => {
    await host.mountMinting('embed', 600, { view: { dashboard: 'sales' }, params: { theme: 'dark' } });
    const { version, age, life, ...rest } = await snapshot(host);

    assert.deepEqual(Object.keys(await snapshot(host)).sort(), (await declared()).sort());
    assert.equal(version, JSON.parse(await readFile(`${npmPackage}/package.json`, 'utf8')).version);
    assert.ok(age >= 0 && age < 30_000, `${age} ms`);
    assert.ok(life > 500_000 && life <= 600_000, `${life} ms`);
    assert.deepEqual(rest, {
      state: 'live',
      origin: server.wisdom,
      path: '/embed/dashboards/sales',
      requests: 0,
      sent: 0,
      failed: 0,
      fetch: null,
      lastError: null,
      embeds: 1,
    });
  },
);

scenario(
  'a snapshot counts requests, answers and failures, and tells the last error with its status and age',
  TIMED,
  async ({ host, server, time }) => {
    await host.mount();
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    for (let round = 1; round <= 2; round += 1) {
      await guest.ask();
      await guest.answered(round);
    }
    await server.tokenEndpoint({ kind: 'status', status: 418, times: 1 });
    await guest.ask();
    await host.fired('embed', 'tokenerror');
    await time.passes(30);

    const { requests, sent, failed, lastError } = await snapshot(host);
    assert.deepEqual({ requests, sent, failed }, { requests: 3, sent: 2, failed: 1 });
    const { age, ...error } = lastError;
    assert.deepEqual(error, { code: 'backend-status', status: 418 });
    assert.ok(age >= 30_000 && age < 60_000, `${age} ms`);
  },
);

scenario(
  'a snapshot tells the fetch under way: its attempt, its age and why',
  TIMED,
  async ({ host, server, time }) => {
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await host.mount('embed', { timeout: 60_000 });
    await server.called(1);
    await time.passes(20);
    const { age, ...first } = (await snapshot(host)).fetch;
    assert.deepEqual(first, { attempt: 1, reason: 'mount' });
    assert.ok(age >= 20_000 && age < 50_000, `${age} ms`);
    assert.equal((await snapshot(host)).life, null);

    await server.release();
    await host.becomes('embed', 'live');
    assert.equal((await snapshot(host)).fetch, null);
    const guest = await host.guest();
    await server.tokenEndpoint({ kind: 'status', status: 503, times: 1 });
    await guest.ask();
    await server.called(3);
    await guest.answered();
    await server.tokenEndpoint({ kind: 'hang' });
    await guest.ask();
    await server.called(4);
    const { attempt, reason } = (await snapshot(host)).fetch;
    assert.deepEqual({ attempt, reason }, { attempt: 4, reason: 'request' });
  },
);

scenario(
  'a snapshot tells a token that ran out by a life of zero, and the state',
  TIMED,
  async ({ host, time }) => {
    await host.mountMinting('embed', 600, { recover: 'manual' });
    await time.passes(700);

    const { state, life } = await snapshot(host);
    assert.deepEqual({ state, life }, { state: 'degraded', life: 0 });
  },
);

scenario(
  'a snapshot counts the embeds of the page, and of one that is closed little is left',
  TIMED,
  async ({ host }) => {
    for (const name of ['one', 'two', 'three']) await host.mountMinting(name, 600);
    assert.equal((await snapshot(host, 'two')).embeds, 3);
    await host.close('two');

    const { version, ...rest } = await snapshot(host, 'two');
    assert.deepEqual(rest, {
      state: 'closed',
      origin: '',
      path: '',
      age: 0,
      requests: 0,
      sent: 0,
      failed: 0,
      fetch: null,
      life: null,
      lastError: null,
      embeds: 2,
    });
    assert.match(version, /^\d+\.\d+\.\d+/);
  },
);

scenario(
  'a snapshot of an adopted iframe tells the path that its src has',
  TIMED,
  async ({ host, server }) => {
    await host.run(() => {
      const iframe = stage.plainFrame(`${wisdom}/embed/search?theme=dark&token=secret`);
      document.body.append(iframe);
      stage.attach('embed', iframe);
    });

    const { state, origin, path, life } = await snapshot(host);
    assert.deepEqual(
      { state, origin, path, life },
      { state: 'live', origin: server.wisdom, path: '/embed/search', life: null },
    );
  },
);
