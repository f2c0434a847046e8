import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

const PAGE = '/e2e/landing.html';

/** An open page without a link, whose app listens for links and counts them. */
async function listening({ page, server }) {
  const landing = await Landing.at(page, server, server.host + PAGE);
  await landing.run(() => {
    window.came = 0;
    window.stop = sdk.onLink(() => window.came++);
  });
  return landing;
}

/** Navigates to another fragment, as a click does, and tells what is in the address right after that. */
async function navigate({ server }, landing, fragment) {
  const left = await landing.run((next) => {
    location.hash = next;
    return location.hash;
  }, fragment);
  return server.melody.masked(left);
}

const came = (landing, times) =>
  until(
    `${times} links`,
    () => landing.run(() => window.came),
    (count) => count === times,
  );

visit('a link that comes into an open page is taken at once, and the app is told', async (scene) => {
  const { melody, host } = scene.server;
  const landing = await listening(scene);
  assert.equal(await landing.open(), null);
  const { query } = await melody.issue();

  assert.equal(await navigate(scene, landing, `/inbox?${query}`), '#/inbox');
  await came(landing, 1);
  assert.equal((await landing.open()).subject, ALICE);
  assert.equal(landing.address(), `${host}${PAGE}#/inbox`);
});

visit('a link that comes while another one waits is the one that opens', async (scene) => {
  const { page, server } = scene;
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  const { query } = await melody.issue({ user: 'bob' });

  assert.equal(await navigate(scene, landing, query), '');
  assert.equal((await landing.open()).subject, (await melody.user('bob')).authId);
  assert.equal((await landing.open()).subject, (await melody.user('bob')).authId);
  assert.deepEqual(await melody.counted('exchanges'), [1]);
});

visit('a link that comes after one that could not be exchanged is the one that opens', async (scene) => {
  const { page, server } = scene;
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  await melody.behaves({ exchange: { kind: 'hang' } });
  assert.equal((await landing.open({ timeout: 200 })).code, 'timeout');
  await melody.behaves({ exchange: { kind: 'none' } });
  const { query } = await melody.issue({ user: 'bob' });

  assert.equal(await navigate(scene, landing, `/inbox?${query}`), '#/inbox');
  assert.equal((await landing.open()).subject, (await melody.user('bob')).authId);
});

visit('a link that comes while a session runs replaces it with the next call', async (scene) => {
  const { melody } = scene.server;
  const landing = await listening(scene);
  await navigate(scene, landing, `?${(await melody.issue()).query}`);
  await landing.open();
  const { query } = await melody.issue({ user: 'bob' });
  await navigate(scene, landing, `/inbox?${query}`);
  await came(landing, 2);
  assert.equal((await landing.told()).active, true, 'until the app calls');

  const { subject } = await landing.open({}, 'second');
  assert.equal(subject, (await melody.user('bob')).authId);
  assert.deepEqual(await landing.fired('ended'), { type: 'ended', reason: 'replaced', revoked: true });
});

visit('the same link again is the same session, and no news', async (scene) => {
  const { melody } = scene.server;
  const landing = await listening(scene);
  const first = await melody.issue();
  await navigate(scene, landing, `/inbox?${first.query}`);
  await landing.open();
  assert.equal(await navigate(scene, landing, `/sent?refresh_token=${first.token}`), '#/sent');
  assert.equal((await landing.open()).subject, ALICE);
  await navigate(scene, landing, `?${(await melody.issue({ user: 'bob' })).query}`);

  await came(landing, 2);
  assert.deepEqual(await melody.counted('exchanges', 'revokes'), [1, 0]);
});

visit('a malformed link that comes is news, and is told by the next call', async (scene) => {
  const landing = await listening(scene);
  assert.equal(await navigate(scene, landing, '/inbox?refresh_token=a&refresh_token=b'), '#/inbox');
  await came(landing, 1);

  assert.equal((await landing.open()).code, 'link-malformed');
  assert.equal(await landing.open(), null);
});

visit('the app is told after the navigation, until it does not want to be', async (scene) => {
  const { melody } = scene.server;
  const landing = await listening(scene);
  const inside = await landing.run(
    (parameters) => {
      location.hash = `?${parameters}`;
      return window.came;
    },
    (await melody.issue()).query,
  );
  assert.equal(inside, 0, 'nothing of the app runs inside of its own navigation');
  await came(landing, 1);

  await landing.run(() => window.stop());
  await navigate(scene, landing, `?${(await melody.issue({ user: 'bob' })).query}`);
  const subject = await landing.run(async () => [(await landing.open()).subject, window.came]);
  assert.deepEqual(subject, [(await melody.user('bob')).authId, 1]);
});

visit('an error of a listener is reported, and the other listeners are told', async (scene) => {
  const { server, uncaught } = scene;
  const landing = await listening(scene);
  await landing.run(() => {
    sdk.onLink(() => {
      throw new Error('of the listener');
    });
    sdk.onLink(() => window.came++);
  });
  await navigate(scene, landing, `?${(await server.melody.issue()).query}`);
  await came(landing, 2);
  assert.deepEqual(uncaught.splice(0), ['of the listener']);
});

visit('without auto, links are kept from the first listener on', async (scene) => {
  const { page, server } = scene;
  const landing = await Landing.at(page, server, `${server.host}/e2e/late.html`);
  const thrown = await landing.run(() => {
    window.came = 0;
    sdk.onLink(() => window.came++);
    try {
      sdk.onLink('a listener');
      return null;
    } catch (error) {
      return landing.described(error);
    }
  });
  assert.deepEqual(thrown, { code: 'invalid-options', isError: true });

  const { query } = await server.melody.issue();
  assert.equal(await navigate(scene, landing, `/inbox?${query}`), '#/inbox');
  await came(landing, 1);
  assert.equal((await landing.open()).subject, ALICE);
});

visit('a link that cannot be taken out of the address is told once, and each call rejects', async (scene) => {
  const { melody, host } = scene.server;
  const landing = await listening(scene);
  const { query } = await melody.issue();
  const codes = await landing.run(async (behind) => {
    const replace = history.replaceState;
    history.replaceState = () => {};
    const said = [];
    sdk.onLink(() => landing.open().then(({ code }) => said.push(code)));
    location.hash = `/in?${behind}`;
    // Some rounds of all that is asynchronous.
    for (let round = 0; round < 50; round += 1) await fetch('/config.json');
    const { code } = await landing.open();
    history.replaceState = replace;
    return [...said, code];
  }, query);
  assert.deepEqual(codes, Array(2).fill('unsupported-environment'));
  await came(landing, 1);
  assert.equal((await landing.open()).subject, ALICE);
  assert.equal(landing.address(), `${host}${PAGE}#/in`);
});

visit('the link that the page was opened with is not told', async ({ page, server }) => {
  const { query } = await server.melody.issue();
  await Landing.goTo(page, server, `${server.host}/e2e/bare.html?${query}`);
  const calls = await page.evaluate(async () => {
    const sdk = await import('/embed-host/impersonation.js');
    let told = 0;
    sdk.onLink(() => (told += 1));
    for (let round = 0; round < 10; round += 1) await fetch('/config.json');
    return told;
  });
  assert.equal(calls, 0);
  assert.equal(page.url(), `${server.host}/e2e/bare.html`);
});

/** Browsers before 2026 have no Navigation API. */
function withoutNavigation() {
  Object.defineProperty(window, 'navigation', { value: undefined });
}

visit(
  'without the Navigation API links are taken from the hash, and where Back leads',
  { scripts: [withoutNavigation] },
  async (scene) => {
    const { melody, host } = scene.server;
    const landing = await listening(scene);
    await navigate(scene, landing, `/inbox?${(await melody.issue()).query}`);
    await came(landing, 1);
    assert.equal(landing.address(), `${host}${PAGE}#/inbox`);

    const { query } = await melody.issue({ user: 'bob' });
    await landing.run((parameters) => {
      history.pushState(null, '', `?x=1&${parameters}`);
      history.pushState(null, '', '?x=2');
      history.back();
    }, query);
    await came(landing, 2);
    assert.equal(landing.address(), `${host}${PAGE}?x=1`);
    assert.equal((await landing.open()).subject, (await melody.user('bob')).authId);
  },
);
