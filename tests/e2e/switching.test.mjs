import assert from 'node:assert/strict';

import { scenario, signIn } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

/** Calls `switchUser(next)`, and tells how that turned out. */
const switchUser = (host, next, name = 'embed') =>
  host.run(
    ([called, given]) =>
      stage.embeds[called].switchUser(given).then(
        () => 'resolved',
        (error) => error.code,
      ),
    [name, next],
  );

const BOB = { token: '/api/wisdom-token', user: 'bob' };

scenario(
  'switchUser() shows the next user’s data in a new iframe, and the former user’s frame is gone at once',
  async ({ host, server, context }) => {
    const guest = await host.mountAndLoad('embed', { user: 'alice' });
    assert.equal((await guest.says()).user, 'alice@example.com');
    await signIn(context, server, 'bob');
    const during = await host.run((next) => {
      const before = stage.embeds.embed.iframe;
      window.switched = stage.embeds.embed.switchUser(next);
      const { iframe, state } = stage.embeds.embed;
      return {
        state,
        isOld: iframe === before,
        oldIsShown: before.isConnected,
        hasAddress: iframe.hasAttribute('src'),
        iframes: document.querySelectorAll('iframe').length,
      };
    }, BOB);
    assert.deepEqual(during, {
      state: 'loading',
      isOld: false,
      oldIsShown: false,
      hasAddress: false,
      iframes: 1,
    });
    await host.run(() => window.switched);

    const next = await host.guest();
    await next.works();
    assert.equal((await next.says()).user, 'bob@example.com');
    await next.ask();
    await next.answered();
    assert.equal((await next.says()).user, 'bob@example.com');
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
    const changes = await host.events('embed', 'statechange');
    assert.deepEqual(
      changes.map(({ to }) => to),
      ['live', 'loading', 'live'],
    );
  },
);

scenario(
  'an answer that was asked for under the former user never arrives anywhere',
  { guests: 'blank' },
  async ({ host }) => {
    await host.run(() => {
      window.gives = [];
      window.signals = [];
      const token = ({ reason, user, signal }) => {
        if (reason === 'mount') return stage.craft();
        window.signals.push(signal);
        return new Promise((give) => {
          window.gives.push(() => give(stage.craft({ sub: user })));
        });
      };
      stage.mount('embed', { token, user: 'alice' });
      window.next = {
        token: () => new Promise((give) => (window.giveNext = () => give(stage.craft()))),
        user: 'bob',
      };
    });
    await host.becomes('embed', 'live');
    const guest = await host.guest();
    await guest.ask(3);
    await until('a second call', () => host.run(() => window.gives.length === 1));
    await host.run(() => {
      window.switched = stage.embeds.embed.switchUser(window.next);
    });
    assert.equal(await host.run(() => window.signals[0].aborted), true);
    await until('a call for the next user', () => host.run(() => typeof window.giveNext === 'function'));
    await host.run(() => {
      window.gives[0]();
    });
    await host.fence();
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
    assert.equal(await host.state(), 'loading');

    await host.run(() => {
      window.giveNext();
      return window.switched;
    });
    const next = await host.guest();
    await host.fence('embed');
    assert.deepEqual(await next.answers(), []);
    assert.deepEqual(await host.events('embed', 'tokensent'), []);
    assert.deepEqual(await host.events('embed', 'tokenerror'), []);
  },
);

scenario(
  'a token that was in hand for the former user is not what the next one gets',
  { clock: true, guests: 'blank' },
  async ({ host, time }) => {
    await host.run(() => {
      window.marks = { alice: [], bob: [] };
      window.tokenFor = (user) => () => {
        const token = stage.craft({ sub: user });
        window.marks[user].push(window.mark(token));
        return { token, expiresIn: 600 };
      };
      stage.mount('embed', { token: window.tokenFor('alice'), user: 'alice' });
    });
    await host.becomes('embed', 'live');
    await time.passes(545);
    await until('a token in hand', () => host.run(() => window.marks.alice.length === 2));
    await host.run(() => stage.embeds.embed.switchUser({ token: window.tokenFor('bob'), user: 'bob' }));
    const guest = await host.guest();
    await guest.ask();
    const [{ mark }] = await guest.answered();

    const { alice, bob } = await host.run(() => window.marks);
    assert.deepEqual([alice.length, bob.length], [2, 2]);
    assert.equal(await host.run(() => stage.markInSource(stage.embeds.embed.iframe)), bob[0]);
    assert.equal(mark, bob[1]);
  },
);

scenario(
  'embeds that share a source with one whose user is switched are left alone',
  async ({ host, server, context }) => {
    await host.run(() => {
      window.source = new sdk.TokenSource('/api/wisdom-token', { user: 'alice' });
      for (const name of ['stays', 'embed']) stage.mount(name, { token: window.source });
    });
    for (const name of ['stays', 'embed']) await host.becomes(name, 'live');
    const guest = await host.guest('stays');
    await guest.works();
    await guest.run(() => {
      window.sameDocument = true;
    });
    await signIn(context, server, 'bob');
    assert.equal(await switchUser(host, BOB), 'resolved');

    assert.equal(await host.state('stays'), 'live');
    assert.equal(await guest.run(() => window.sameDocument), true);
    for (const name of ['stays', 'embed']) {
      const errors = await host.events(name, 'tokenerror');
      assert.deepEqual(
        errors.map(({ error, final }) => [error.code, final]),
        [['user-conflict', false]],
        name,
      );
    }
  },
);

scenario(
  'a switch for which no token can be had shows nothing of the former user, and is tried again',
  { clock: true, guests: 'blank' },
  async ({ host, server, time }) => {
    await host.mount('embed', { user: 'alice' });
    await host.becomes('embed', 'live');
    await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
    assert.equal(await switchUser(host, BOB), 'backend-status');
    assert.equal(await host.state(), 'loading');
    assert.equal(await host.run(() => stage.embeds.embed.iframe.hasAttribute('src')), false);
    assert.equal(await host.iframes(), 1);

    await time.passes(5);
    await host.becomes('embed', 'live');
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'a switch revives an embed whose former user was refused',
  { user: null },
  async ({ host, server, context }) => {
    await host.mount('embed', { user: 'alice' });
    await host.becomes('embed', 'refused');
    await signIn(context, server, 'bob');
    assert.equal(await switchUser(host, BOB), 'resolved');
    const guest = await host.guest();
    await guest.works();

    assert.equal((await guest.says()).user, 'bob@example.com');
  },
);

scenario(
  'a source that is another user’s, or none, is refused, and nothing changes',
  async ({ host, server }) => {
    await host.mountAndLoad('embed', { user: 'alice' });
    const codes = await host.run(() => {
      const closed = new sdk.TokenSource('/api/wisdom-token');
      closed.close();
      const wrong = [
        { token: new sdk.TokenSource('/api/wisdom-token', { user: 'carol' }), user: 'bob' },
        { token: closed },
        { token: 7 },
        {},
        undefined,
      ];
      return Promise.all(wrong.map((next) => stage.embeds.embed.switchUser(next).catch(({ code }) => code)));
    });
    await host.fence();

    assert.deepEqual(codes, Array(5).fill('invalid-options'));
    assert.equal(await host.state(), 'live');
    assert.equal((await server.counts()).tokenRequests, 1);
  },
);

scenario(
  'an adopted iframe is navigated in place to the next user: one token, its other parameters as they were, no entry in the history',
  async ({ host, server, context }) => {
    await host.run(() => {
      const iframe = stage.plainFrame(`${wisdom}/embed/search?theme=dark`, { id: 'theirs' });
      document.querySelector('#place').append(iframe);
      stage.attach('embed', iframe, { user: 'alice' });
    });
    const guest = await host.guest();
    await guest.works();
    assert.equal((await guest.says()).user, 'alice@example.com');
    const before = await host.run(() => history.length);
    await signIn(context, server, 'bob');
    assert.equal(await switchUser(host, BOB), 'resolved');
    await guest.works();

    const { tokens, query } = await guest.address();
    assert.deepEqual({ tokens, query }, { tokens: 1, query: { theme: 'dark' } });
    assert.equal((await guest.says()).user, 'bob@example.com');
    assert.equal(await host.run(() => history.length), before);
    assert.equal(await host.run(() => stage.embeds.embed.iframe === document.querySelector('#theirs')), true);
    assert.equal(await host.iframes(), 1);
  },
);

scenario(
  'an adopted guest of the former user that asks on is answered nothing until it has loaded anew',
  { guests: 'blank' },
  async ({ host, server }) => {
    await host.run(() => {
      const iframe = stage.plainFrame(`${wisdom}/embed/search`, { id: 'theirs' });
      document.querySelector('#place').append(iframe);
      stage.attach('embed', iframe, { user: 'alice' });
    });
    const guest = await host.guest();
    await guest.shows(`${server.wisdom}/embed/search`);
    await guest.run(() => {
      window.old = true;
    });
    await server.tokenEndpoint({ kind: 'hang', times: 1 });
    await host.run((next) => {
      window.switched = stage.embeds.embed.switchUser(next);
    }, BOB);
    await guest.ask(3);
    await host.heard(3);
    await host.fence('embed');
    assert.deepEqual(await guest.answers(), []);
    assert.deepEqual(await host.events('embed', 'tokenrequest'), []);

    await server.called(1);
    await server.release();
    await host.run(() => window.switched);
    await until('the next document', () => guest.run(() => !window.old).catch(() => false));
    assert.deepEqual(await guest.answers(), []);
    await guest.ask();
    assert.equal((await guest.answered()).length, 1);
  },
);
