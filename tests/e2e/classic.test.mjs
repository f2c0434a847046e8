import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

// Scripts for pages without modules. Each adds to the global `embedHost`, in either order.
const EMBED = '/embed-host/embed-host.global.js';
const IMPERSONATION = '/embed-host/impersonation.global.js';
const ELEMENTS = '/embed-host/element.global.js';

const PATH = { path: '/e2e/bare.html' };

async function add(page, ...scripts) {
  for (const url of scripts) await page.addScriptTag({ url });
}

const names = (page) => page.evaluate(() => Object.keys(window.embedHost).sort());

for (const scripts of [
  [EMBED, IMPERSONATION],
  [IMPERSONATION, EMBED],
]) {
  scenario(
    `on a page without modules ${scripts.join(' and ')} have one global and one class of errors`,
    PATH,
    async ({ page, host }) => {
      await add(page, ...scripts);
      const errors = await host.run(() => {
        const { EmbedHostError, mount, takeLink } = window.embedHost;
        return [() => mount(document.body, { origin: 'none' }), () => takeLink({ names: 5 })].map((call) => {
          try {
            return call();
          } catch (error) {
            return [error.code, error instanceof EmbedHostError];
          }
        });
      });

      assert.deepEqual(await names(page), [
        ...['Embed', 'EmbedHostError', 'Impersonation', 'TokenSource', 'attach', 'impersonate'],
        ...['keepLinks', 'mount', 'onLink', 'takeLink'],
      ]);
      assert.deepEqual(errors, Array(2).fill(['invalid-options', true]));
    },
  );
}

scenario('on a page without modules an embed loads and answers its guest', PATH, async ({ page, host }) => {
  await add(page, EMBED);
  assert.deepEqual(await names(page), ['Embed', 'EmbedHostError', 'TokenSource', 'attach', 'mount']);
  await host.run(async () => {
    const { wisdom } = await (await fetch('/config.json')).json();
    window.embed = window.embedHost.mount(document.body, {
      origin: wisdom,
      view: 'search',
      token: new window.embedHost.TokenSource('/api/wisdom-token'),
    });
    await window.embed.ready;
  });
  const guest = await host.frame(() => window.embed.iframe);
  await guest.works();
  await guest.ask();
  await guest.answered();

  assert.equal(await host.run(() => window.embed.snapshot().sent), 1);
});

scenario('on a page without modules one script defines the elements, and has what the global has', PATH, async ({ page, host }) => {
  await host.run(async () => {
    const { wisdom } = await (await fetch('/config.json')).json();
    document.body.innerHTML = `<wisdom-embed origin="${wisdom}" view="search" token="/api/wisdom-token"></wisdom-embed>`;
  });
  await add(page, ELEMENTS);
  await host.run(() => document.querySelector('wisdom-embed').ready);
  const guest = await host.frame(() => document.querySelector('wisdom-embed').embed.iframe);
  await guest.works();

  assert.deepEqual(await names(page), [
    ...['Embed', 'EmbedHostError', 'ImpersonationBannerElement', 'TokenSource', 'WisdomEmbedElement', 'attach', 'mount'],
  ]);
  assert.equal(await host.run(() => document.querySelector('wisdom-embed').embed instanceof window.embedHost.Embed), true);
});

scenario(
  'a global of the page that has the name already keeps what is in it',
  PATH,
  async ({ page, host }) => {
    await host.run(() => {
      window.embedHost = { of: 'the page' };
    });
    await add(page, EMBED);

    assert.equal(await host.run(() => window.embedHost.of), 'the page');
    assert.equal(await host.run(() => typeof window.embedHost.mount), 'function');
  },
);
