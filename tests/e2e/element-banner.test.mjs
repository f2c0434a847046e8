import assert from 'node:assert/strict';

import { add, banner, text } from './harness/banner.mjs';
import { elements } from './harness/elements.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE, SUPPORT } from './harness/melody.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

const events = (host) => host.run(() => JSON.parse(JSON.stringify(elements.events(elements.banner()))));

scenario('a link shows whose session this is, until the user ends it and is led on', { path: '/e2e/bare.html', user: null }, async ({ page, server, host }) => {
  const landing = await Landing.with(page, server, await server.melody.issue());
  await landing.open();
  await host.run(async () => {
    const { Module } = WebAssembly;
    window.compiled = 0;
    WebAssembly.Module = function Counted(...given) {
      window.compiled += 1;
      return Reflect.construct(Module, given);
    };
    await import('/embed-host/element.js');
    document.body.insertAdjacentHTML('afterbegin', '<impersonation-banner return-to="bare.html?after"></impersonation-banner>');
    const element = document.querySelector('impersonation-banner');
    element.session = landing.sessions.session;
    for (const type of ['end', 'ended']) element.addEventListener(type, ({ detail }) => sessionStorage.setItem(type, JSON.stringify(detail)));
  });

  assert.match(await text(page), new RegExp(`^You are acting as ${ALICE} opened by ${SUPPORT} (30:00|29:5\\d) left End ?Details$`));
  assert.equal(await host.run(() => window.compiled), 0);
  await page.getByRole('button', { name: 'End' }).click();
  await page.waitForURL(`${server.host}/e2e/bare.html?after`);

  assert.deepEqual(await server.melody.counted('revoked'), [1]);
  const heard = await host.run(() => ['end', 'ended'].map((type) => JSON.parse(sessionStorage.getItem(type))));
  assert.deepEqual(heard, [null, { reason: 'ended', revoked: true }]);
});

elements('there is nothing without a session, and nothing after its end, for whatever reason', async ({ host, page }) => {
  await add(host);
  for (const reason of ['expired', 'replaced', 'refused', 'ended']) {
    await host.run(() => {
      window.session = new elements.Session();
      elements.banner().session = window.session;
    });
    await banner(page).waitFor();
    await host.run((why) => window.session.end(why), reason);
    assert.equal(await banner(page).count(), 0, reason);
  }
  assert.deepEqual((await events(host)).map(({ type, reason }) => [type, reason]), ['expired', 'replaced', 'refused', 'ended'].map((reason) => ['ended', reason]));
  await host.run(() => {
    elements.banner().session = window.session;
  });
  assert.equal(await banner(page).count(), 0);
  await host.run(() => {
    elements.banner().session = new elements.Session();
    elements.banner().session = null;
  });
  assert.equal(await banner(page).count(), 0);
});

elements('a session that is ended elsewhere is not shown while that is on its way', async ({ host, page }) => {
  await add(host);
  await host.run(() => {
    window.session.active = false;
  });
  await until('no banner', async () => (await banner(page).count()) === 0);
  await host.run(() => window.session.end());
  assert.deepEqual(await events(host), [{ type: 'ended', reason: 'ended', revoked: true }]);
});

// What a label gives, as JavaScript, and what is shown then.
const LABELS = [
  ['() => "Alice"', 'You are acting as Alice opened by 849819e1'],
  ['async ({ subject }) => `${subject}!`', 'You are acting as b092f671! opened by 849819e1'],
  ['() => ({ subject: "Alice", impersonatedBy: "Sam" })', 'You are acting as Alice opened by Sam'],
  ['() => ({ impersonatedBy: "Sam" })', 'You are acting as b092f671 opened by Sam'],
  ['() => "<img src=x onerror=alert(1)>"', 'You are acting as <img src=x onerror=alert(1)> opened by 849819e1'],
  ['() => { throw new Error("none"); }', 'You are acting as b092f671 opened by 849819e1'],
  ['() => Promise.reject(new Error("none"))', 'You are acting as b092f671 opened by 849819e1'],
  ['() => undefined', 'You are acting as b092f671 opened by 849819e1'],
  ['() => 5', 'You are acting as b092f671 opened by 849819e1'],
];

elements('a label gives names for ids, as text, once for each session', async ({ host, page }) => {
  await add(host);
  for (const [label, expected] of LABELS) {
    await host.run((code) => {
      const element = elements.banner();
      Object.assign(element, { label: null, session: null });
      element.session = new elements.Session();
      element.label = (0, eval)(code);
    }, label);
    await host.fence();
    assert.equal((await text(page)).startsWith(`${expected} `), true, `${label}: ${await text(page)}`);
  }
  const calls = await host.run(async () => {
    let count = 0;
    const element = elements.banner();
    Object.assign(element, { label: null, session: new elements.Session() });
    for (let render = 0; render < 3; render += 1) element.label = () => `called ${(count += 1)} times`;
    document.querySelector('#elsewhere').append(element);
    await Promise.resolve();
    return count;
  });
  assert.equal(calls, 1);
  assert.match(await text(page), /acting as called 1 times/);
});

elements('a name that comes late is not shown for the next session', async ({ host, page }) => {
  await add(host);
  await host.run(async () => {
    const element = elements.banner();
    const waiting = [];
    element.session = new elements.Session({ subject: 'first' });
    element.label = () => new Promise((resolve) => waiting.push(resolve));
    element.session = new elements.Session({ subject: 'second' });
    waiting[0]('late');
    await Promise.resolve();
  });
  await host.fence();
  assert.match(await text(page), /acting as second/);
});

elements('the time that is left is counted down, and announced at five minutes and at one', { clock: true }, async ({ host, page, time }) => {
  await time.stands();
  await add(host, {}, { left: 3723 });
  const status = () => host.run(() => elements.banner().shadowRoot.querySelector('[role=status]').textContent);
  await until('an introduction', async () => (await status()) === 'You are acting as b092f671: 62 minutes');
  await host.run(() => {
    window.announced = [];
    document.documentElement.lang = 'de';
    const status = elements.banner().shadowRoot.querySelector('[role=status]');
    new MutationObserver(() => window.announced.push(status.textContent)).observe(status, { childList: true });
  });
  const left = () => page.getByRole('timer').textContent();
  assert.equal(await left(), '1:02:03');
  await time.passes(3723 - 301);
  assert.deepEqual([await left(), await host.run(() => window.announced)], ['5:01', []]);
  await time.passes(2);
  await time.passes(240);
  assert.equal(await left(), '0:59');
  assert.deepEqual(await host.run(() => window.announced), ['You are acting as b092f671: 5 Minuten', 'You are acting as b092f671: 1 Minute']);
  await time.passes(60);
  // The session's own end is what ends it.
  assert.match(await text(page), /opened by 849819e1 End ?Details$/);
});

elements('a listener of end can keep the session, and a session is ended once', async ({ host, page }) => {
  await add(host);
  await host.run(() => elements.banner().addEventListener('end', (event) => event.preventDefault(), { once: true }));
  const end = page.getByRole('button', { name: 'End' });
  await end.click();
  assert.deepEqual([await events(host), await host.run(() => window.session.active)], [[{ type: 'end' }], true]);
  await host.run(() => {
    window.session.end = () => {
      window.session.ended += 1;
      return new Promise((resolve) => {
        window.finish = resolve;
      });
    };
  });
  await end.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  assert.equal(await end.getAttribute('aria-disabled'), 'true');
  assert.equal(await host.run(() => window.session.ended), 1);
  await host.run(() => {
    window.session.active = false;
    window.finish({ revoked: false });
  });
  await until('no banner', async () => (await banner(page).count()) === 0);
  assert.equal(await host.run(() => location.pathname), '/e2e/elements.html');
});

// Where a page goes after the end: addresses that are refused leave it where it is.
const ADDRESSES = [
  ['javascript:document.title="run"', null],
  ['data:text/html,x', null],
  ['http://app.test/x', null],
  ['http://[', null],
  ['', null],
  ['https://app.test/after', 'https://app.test/after'],
  ['/after', 'SELF/after'],
];

elements('it leads to this origin and to https, and nowhere else', async ({ host, server, page, context }) => {
  const visited = [];
  await context.route(/after$|app\.test/, (route) => {
    visited.push(route.request().url());
    return route.fulfill({ status: 204 });
  });
  for (const [address, expected] of ADDRESSES) {
    visited.length = 0;
    await host.run(() => elements.banner()?.remove());
    await add(host, { returnTo: address });
    await page.getByRole('button', { name: 'End' }).click();
    await until('the end', () => host.run(() => window.session.ended === 1));
    if (expected) await until(expected, () => visited.length > 0);
    await host.fence();
    assert.deepEqual(visited, expected ? [expected.replace('SELF', server.host)] : [], address);
  }
  assert.equal(await page.title(), 'Elements');

  await host.run(() => elements.banner().remove());
  await add(host, { returnTo: '/after' });
  await host.run(() => {
    elements.banner().addEventListener('ended', ({ target }) => {
      target.session = null;
      target.remove();
    });
  });
  visited.length = 0;
  await page.getByRole('button', { name: 'End' }).click();
  await until('the address, though the app has taken the banner away', () => visited.length === 1);
});

elements('it runs no script in a document without an origin of its own', async ({ host }) => {
  await host.run(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const banner = document.createElement('impersonation-banner');
    frame.contentDocument.body.append(banner);
    window.session = new elements.Session();
    Object.assign(banner, { session: window.session, returnTo: 'javascript:void(parent.ran = true)' });
    banner.shadowRoot.querySelector('[part="end"]').click();
  });
  await until('the end', () => host.run(() => window.session.ended === 1));
  await host.fence();
  assert.equal(await host.run(() => window.ran ?? false), false);
});

elements('a session that is set before the element is defined is shown', { path: '/e2e/elements.html?late' }, async ({ host, page }) => {
  await add(host);
  assert.equal(await banner(page).count(), 0);
  await host.run(() => elements.define());
  await banner(page).waitFor();
  await host.run(() => elements.banner().remove());
  assert.equal(await banner(page).count(), 0);
});
