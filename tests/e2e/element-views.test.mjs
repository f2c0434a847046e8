import assert from 'node:assert/strict';

import { elements, isSet } from './harness/elements.mjs';
import { withoutWebAssembly } from './harness/no-wasm.mjs';
import { until } from './harness/until.mjs';

elements('while it loads it says so, and its frame is out of reach', async ({ host, server, view, page }) => {
  await server.tokenEndpoint({ kind: 'hang', times: 1 });
  await host.run(() => elements.add());
  await server.called(1);

  assert.deepEqual(await view.shown(), { name: 'loading', text: 'Loading…' });
  assert.equal(await page.getByRole('status').textContent().then((text) => text.includes('Loading')), true);
  assert.equal(await host.run(() => elements.embed().embed.iframe.closest('[inert]') !== null), true);
  await server.release();
  await view.works();
  assert.equal(await host.run(() => elements.embed().embed.iframe.closest('[inert]')), null);
  assert.equal((await view.shown()).name, 'none');
});

elements('what is wrong with an option is shown and told, is not thrown, and can be put right', async ({ host, view, uncaught, server }) => {
  await host.run(() => elements.add({ timeout: -1 }));
  const shown = await view.becomes('error');
  assert.match(shown.text, /^This view cannot be shown at the moment\. `timeout` .* invalid-options Try again$/);
  assert.deepEqual((await view.events()).map(({ type, code }) => [type, code]), [['error', 'invalid-options']]);
  const codes = await host.run(async () => {
    const code = (promise) => promise.then(() => null, (error) => error.code);
    return [await code(elements.embed().ready), await code(elements.embed().reload())];
  });
  assert.deepEqual(codes, ['invalid-options', 'invalid-options']);
  assert.deepEqual([(await view.events('error')).length, (await server.counts()).tokenRequests], [2, 0]);
  await host.run(() => elements.embed().removeAttribute('timeout'));
  await view.works();
  assert.deepEqual(uncaught, []);
});

elements('what is missing is told by reload', async ({ host, view }) => {
  await host.run(() => elements.add({ token: null }));
  const error = await host.run(() => elements.embed().reload().catch(({ code, message }) => ({ code, message })));
  assert.equal(error.code, 'invalid-options');
  assert.match(error.message, /`token`/);
  assert.equal((await view.shown()).name, 'error');
  assert.equal(await host.run(() => {
    const element = elements.embed();
    element.remove();
    return element.reload().catch(({ code }) => code);
  }), 'aborted');
});

elements('where a policy forbids WebAssembly that is shown, and nothing is thrown', async ({ host, view, page, context, server, uncaught }) => {
  const address = `${server.host}/e2e/elements.html`;
  await withoutWebAssembly(context, address);
  await page.goto(address);
  await isSet({ host, uncaught });
  await host.run(() => elements.add());
  const shown = await view.becomes('error');

  assert.match(shown.text, /'wasm-unsafe-eval'.* wasm-blocked/);
  assert.deepEqual((await view.events()).map(({ type, code }) => [type, code]), [['error', 'wasm-blocked']]);
  await host.run(() => elements.press('retry'));
  await view.fired('error', 2);
  assert.deepEqual(uncaught, []);
});

elements('a backend that fails is shown until it works again, and can be tried at once', async ({ host, server, view, page }) => {
  await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
  await host.run(() => elements.add());
  assert.match((await view.becomes('error')).text, /backend-status Try again$/);
  assert.equal((await view.fired('tokenerror')).code, 'backend-status');
  const retry = page.getByRole('button', { name: 'Try again' });
  await retry.focus();
  await page.keyboard.press('Enter');
  await view.works();

  assert.equal(await host.run(() => elements.embed().shadowRoot.activeElement?.localName), 'iframe');
  assert.equal((await server.counts()).tokenRequests, 2);
});

elements('a backend that refuses is shown as such, over a view that was there too', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  const guest = await view.works();
  await server.tokenEndpoint({ kind: 'status', status: 401, times: 1 });
  await guest.ask();
  const shown = await view.becomes('refused');
  assert.equal(shown.text, 'You are not signed in, or have no access. refused Try again');
  assert.equal(await host.run(() => elements.embed().state), 'refused');
  await host.run(() => elements.press('retry'));
  await view.fired('ready', 2);
  await view.works();
  assert.equal((await view.shown()).name, 'none');
});

elements('a failure does not cover a view that has loaded', async ({ host, server, view }) => {
  await host.run(() => elements.add());
  const guest = await view.works();
  await server.tokenEndpoint({ kind: 'status', status: 404, times: 1 });
  await guest.ask();
  await view.fired('tokenerror');
  assert.equal((await view.shown()).name, 'none');
});

elements('the words are the page’s where it has its own', async ({ host, view, server }) => {
  await server.tokenEndpoint({ kind: 'status', status: 404 });
  await host.run(() => {
    const element = elements.add();
    element.insertAdjacentHTML('beforeend', '<span slot="error">Geht nicht.</span><b slot="retry">Nochmal</b>');
  });
  assert.equal((await view.becomes('error')).text, 'Geht nicht. backend-status Nochmal');
});

elements('parts and properties change how it looks', async ({ host, view, page }) => {
  await page.addStyleTag({ content: `
    wisdom-embed { --wisdom-embed-background: rgb(1, 2, 3); }
    wisdom-embed::part(view) { color: rgb(4, 5, 6); }
    wisdom-embed::part(frame) { border: 3px solid rgb(7, 8, 9); }
  ` });
  await host.run(() => elements.add());
  const style = (name, property) => host.run(([part, wanted]) => getComputedStyle(elements.embed().shadowRoot.querySelector(`[part~="${part}"]`))[wanted], [name, property]);
  assert.deepEqual([await style('view', 'backgroundColor'), await style('view', 'color')], ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
  await view.works();
  assert.equal(await style('frame', 'borderTopColor'), 'rgb(7, 8, 9)');
  await host.run(() => elements.embed().reload());
  assert.equal(await style('frame', 'borderTopColor'), 'rgb(7, 8, 9)');
});

// The style of the element's container, of the element, and the size that the frame has then.
const BOXES = [
  ['width: 500px; height: 300px', '', [500, 300]],
  ['width: 900px', '', [900, 480]],
  ['width: 200px; height: 100px', '', [200, 100]],
  ['width: 500px', 'height: 200px', [500, 200]],
  ['width: 500px', 'margin: 0 20px', [460, 480]],
  ['display: flex; width: 900px; height: 300px', '', [640, 300]],
  ['display: flex; width: 900px; height: 300px', 'flex: 1', [900, 300]],
  ['display: flex; flex-direction: column; width: 900px; height: 300px', 'flex: 1', [900, 300]],
  ['display: grid; width: 900px; grid-template-rows: 250px', '', [900, 250]],
  ['width: 500px; height: 300px', 'display: none', [0, 0]],
];

elements('its frame fills its box, which has a size where nothing gives it one', async ({ host, view }) => {
  await host.run(() => elements.add());
  await view.works();
  const sizes = await host.run((boxes) => boxes.map(([container, own]) => {
    document.querySelector('#place').style = container;
    elements.embed().style = own;
    const { width, height } = elements.embed().embed.iframe.getBoundingClientRect();
    return [width, height];
  }), BOXES);
  assert.deepEqual(sizes, BOXES.map(([, , size]) => size));
  await host.run(() => {
    elements.embed().style = '';
    elements.embed().hidden = true;
  });
  assert.equal(await host.run(() => elements.embed().checkVisibility()), false);
});

for (const scheme of ['light', 'dark']) {
  elements(`its colours are those of a page that is ${scheme}, and it keeps still where motion is not wanted`, async ({ host, page, server }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await server.tokenEndpoint({ kind: 'hang' });
    await host.run((wanted) => {
      document.documentElement.style.colorScheme = wanted;
      elements.add();
    }, scheme);
    await server.called(1);
    const { background, animations, spinners } = await host.run(() => {
      const [view] = elements.parts(elements.embed(), 'view');
      const { background: canvas } = getComputedStyle(view);
      return { background: canvas, animations: elements.embed().shadowRoot.getAnimations().length, spinners: elements.parts(elements.embed(), 'spinner').length };
    });
    // Each engine has a dark colour of its own for the page.
    assert.match(background, scheme === 'light' ? /^rgb\(255, 255, 255\)/ : /^rgb\((18, 18, 18|28, 27, 34|30, 30, 30)\)/);
    assert.deepEqual([animations, spinners], [0, 0]);
  });
}

elements('the strictest policy that an embed needs is enough for both elements', async ({ host, view, page, context, server, uncaught }) => {
  const address = `${server.host}/e2e/elements.html`;
  const policy = [
    ...["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'", `frame-src ${server.wisdom}`],
    ...['img-src data:', "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"],
  ].join('; ');
  await context.route(address, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  await page.goto(address);
  await isSet({ host, uncaught });
  const position = await host.run(() => {
    window.violations = [];
    window.addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.violations.push(violatedDirective));
    elements.add();
    const banner = document.createElement('impersonation-banner');
    banner.session = new elements.Session();
    document.body.append(banner);
    return getComputedStyle(banner.shadowRoot.querySelector('section')).position;
  });
  const guest = await view.works();
  await guest.ask();
  await guest.answered();
  assert.equal(position, 'fixed');
  assert.deepEqual(await host.run(() => window.violations), []);
});

elements('two elements with one source share its fetches', async ({ host, server }) => {
  await host.run(() => {
    const token = new sdk.TokenSource('/api/wisdom-token');
    window.two = [elements.add({ token }), elements.add({ token, view: 'dashboards' })];
  });
  await until('two live elements', () => host.run(() => window.two.every(({ state }) => state === 'live')));
  assert.equal((await server.counts()).tokenRequests, 1);
});
