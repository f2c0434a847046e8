import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

// Somebody has put something on all objects of the page. Nobody wrote it into an option or an answer.

/** Pollutes all objects while `act` is carried out in the page. */
const polluted = (host, members, act) =>
  host.run(
    async ([added, source]) => {
      Object.assign(Object.prototype, added);
      try {
        return await (0, eval)(`(${source})`)();
      } finally {
        for (const name of Object.keys(added)) delete Object.prototype[name];
      }
    },
    [members, String(act)],
  );

/** Answers the token endpoint with this JSON. */
const answer = ({ context, server }, json) =>
  context.route(`${server.host}/api/wisdom-token`, (route) => route.fulfill({ json }));

const craft = (host) => host.run(() => stage.craft());

scenario('a token on all objects is not the backend’s answer', { guests: 'blank' }, async (scene) => {
  const { host } = scene;
  const [theirs, ours] = [await craft(host), await craft(host)];
  await answer(scene, { jwt: ours });
  await polluted(host, { token: theirs }, async () => {
    stage.mount('embed');
    await stage.embeds.embed.ready;
  });
  const shown = await host.run(() => new URL(stage.embeds.embed.iframe.src).searchParams.get('token'));
  assert.equal(shown === ours, true);
  assert.equal(shown === theirs, false);
});

scenario('a token on all objects is no answer at all', { guests: 'blank' }, async (scene) => {
  const { host } = scene;
  await answer(scene, {});
  const code = await polluted(host, { token: await craft(host), jwt: await craft(host) }, async () => {
    stage.mount('embed');
    return stage.embeds.embed.ready.catch((error) => error.code);
  });
  assert.equal(code, 'bad-response');
});

scenario('a callback’s grant has the members that it was given', { guests: 'blank' }, async ({ host }) => {
  const theirs = await craft(host);
  const code = await polluted(host, { token: theirs }, async () => {
    stage.mount('embed', { token: () => ({}) });
    return stage.embeds.embed.ready.catch((error) => error.code);
  });
  assert.equal(code, 'bad-response');

  // A class of the host's own may have getters.
  await polluted(host, { token: theirs }, async () => {
    class Grant {
      get token() {
        return (window.granted = stage.craft());
      }
    }
    stage.mount('next', { token: () => new Grant() });
    await stage.embeds.next.ready;
  });
  const matches = () =>
    new URL(stage.embeds.next.iframe.src).searchParams.get('token') === window.granted;
  assert.equal(await host.run(matches), true);
});

const OPTIONS = {
  user: 'mallory',
  timeout: 1,
  mintAhead: -1,
  recover: 'never',
  sandbox: 'allow-scripts',
  params: { token: 'x' },
  signal: { aborted: true },
  title: 'Polluted',
  className: 'polluted',
  chat: 'polluted',
  url: 'https://attacker.example/',
};

for (const [name, value] of Object.entries(OPTIONS)) {
  scenario(`\`${name}\` on all objects is not an option`, { guests: 'blank' }, async ({ host }) => {
    const made = await polluted(host, { [name]: value }, async () => {
      stage.mount('embed', { view: { dashboard: 'sales' }, token: { url: '/api/wisdom-token' } });
      await stage.embeds.embed.ready;
      const { title, className, sandbox } = stage.embeds.embed.iframe;
      return [title, className, String(sandbox)];
    });
    assert.deepEqual(made, ['WisdomAI', '', '']);
    assert.equal((await host.guest().then((guest) => guest.address())).path, '/embed/dashboards/sales');
  });
}

scenario('a token that is missing is missing, whatever is on all objects', async ({ host }) => {
  const error = await polluted(host, { token: '/api/wisdom-token', origin: 'https://attacker.example' }, () =>
    stage.thrown(() => sdk.mount('#place', { view: 'search', origin: wisdom })),
  );
  assert.equal(error.code, 'invalid-options');
});
