import assert from 'node:assert/strict';

import { remains } from './harness/remains.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const HOUR = 3_600;

/** Whoever fills the container anew takes the frame away, and closes nothing. */
const empty = (host) =>
  host.run(() => {
    window.taken = stage.embeds.embed.iframe;
    document.querySelector('#place').innerHTML = '';
  });

const putBack = (host) =>
  host.run(() => {
    document.querySelector('#elsewhere').append(window.taken);
  });

scenario(
  'a frame that somebody took away mints nothing and sets no timer',
  { guests: 'blank', clock: true },
  async ({ host, page, time }) => {
    await host.mountMinting('embed', HOUR);
    await time.stands();
    await empty(host);
    await time.passes(10 * HOUR);
    assert.deepEqual(await host.reasons(), ['mount']);
    assert.equal((await remains({ host, page })).timers, 0);
  },
);

scenario(
  'a frame that is put back after its token expired shows a live one at once',
  { guests: 'blank', clock: true },
  async ({ host, time }) => {
    await host.mountMinting('embed', HOUR);
    await time.stands();
    await empty(host);
    await time.passes(2 * HOUR);
    await putBack(host);
    // No time passes meanwhile.
    await host.fired('embed', 'ready', 2);
    assert.deepEqual(await host.reasons(), ['mount', 'recover']);
    assert.equal(await host.iframes(), 1);
    assert.equal((await (await host.guest()).address()).tokens, 1);
    assert.equal(await host.run(() => stage.embeds.embed.iframe === window.taken), false);
  },
);

scenario(
  'a frame that is put back while its token lives keeps it, and gets the next one in time',
  { guests: 'blank', clock: true },
  async ({ host, time }) => {
    await host.mountMinting('embed', HOUR);
    await time.stands();
    await empty(host);
    await time.passes(HOUR / 2);
    await putBack(host);
    await until('the guest is back', async () => (await host.guest()).answers());
    await time.passes(HOUR / 2 - 30);
    await host.minted('embed', 2);
    assert.deepEqual(await host.reasons(), ['mount', 'ahead']);
    assert.equal(await host.state(), 'live');
  },
);

scenario(
  'an embed whose container is put into the document later than its token lives begins with a live one',
  { guests: 'blank', clock: true },
  async ({ host, time }) => {
    await host.run((seconds) => {
      stage.mints.embed = stage.mint(seconds);
      window.container = document.createElement('div');
      stage.mount('embed', { token: stage.mints.embed.token }, window.container);
    }, HOUR);
    await host.minted('embed', 1);
    await time.stands();
    await time.passes(2 * HOUR);
    await host.run(() => document.querySelector('#place').append(window.container));
    await host.becomes('embed', 'live');
    assert.deepEqual(await host.reasons(), ['mount', 'recover']);
    assert.equal(await host.outcome(), 'resolved');
  },
);

// A browser fires a load event for the empty document too that such a frame has when it is put in.
scenario(
  'a frame that is put back before it got its first token gets one at once',
  { guests: 'blank', clock: true },
  async ({ host, time }) => {
    await host.run(() => {
      stage.mints.embed = stage.mint(3_600);
      const { token } = stage.mints.embed;
      window.well = false;
      stage.mount('embed', {
        token: (context) => {
          if (!window.well) throw new Error('no token yet');
          return token(context);
        },
      });
    });
    await time.stands();
    await time.passesUntil('the end of the first flight', async () => (await host.outcome()) !== 'pending');
    await empty(host);
    await time.passes(600);
    await host.run(() => {
      window.well = true;
    });
    await putBack(host);
    await host.becomes('embed', 'live');
    assert.deepEqual(await host.reasons(), ['recover']);
  },
);
