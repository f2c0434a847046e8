// The commands of WebDriver BiDi that Playwright uses, each by what the driver of WebKit and its Web Inspector can do.
import { isSameDocument } from './values.mjs';
import { Windows } from './windows.mjs';

/** What the page believes of the network. Runs in each of its documents. */
function pretend(onLine) {
  if (navigator.onLine === onLine) return;
  if (onLine) delete navigator.onLine;
  else Object.defineProperty(navigator, 'onLine', { get: () => false, configurable: true });
  window.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
}

const OFFLINE = { source: `() => (${pretend})(false)` };

const byValue = ({ serializationOptions, resultOwnership }) => resultOwnership !== 'root' && serializationOptions?.maxObjectDepth !== 0;

/** A request of ours to a page that has gone is no fault. */
const tolerant = (promise) => promise.catch(() => ({}));

export const COMMANDS = {
  'session.new': async (browser) => ({ sessionId: '1', capabilities: { browserName: 'WebKit', browserVersion: browser.version, userAgent: '' } }),
  'browser.createUserContext': async (browser) => {
    const windows = await Windows.open(browser.emit, browser.options);
    browser.contexts.set(windows.userContext, windows);
    return { userContext: windows.userContext };
  },
  'browser.removeUserContext': async (browser, { userContext }) => {
    const windows = browser.contexts.get(userContext);
    browser.contexts.delete(userContext);
    for (const page of windows.pages.values()) page.close();
    await windows.end();
    return {};
  },
  'browser.close': async (browser) => {
    setImmediate(browser.end);
    return {};
  },

  'browsingContext.create': async (browser, { userContext }) => {
    const windows = browser.contexts.get(userContext);
    const page = await windows.create();
    await windows.show(page);
    await page.told();
    return { context: page.id };
  },
  'browsingContext.close': async (browser, { context }) => {
    const page = browser.page(context);
    await page.owner.close(page);
    return {};
  },
  'browsingContext.activate': async (browser, { context }) => {
    const page = browser.page(context);
    await page.owner.inWindow(page, () => page.owner.show(page));
    return {};
  },
  'browsingContext.navigate': async (browser, { context, url }) => {
    const page = browser.page(context);
    const { href } = new URL(url);
    const begun = page.network.nextNavigation(page.main, href);
    await page.send('Page.navigate', { url: href });
    const navigation = href.includes('#') && isSameDocument(page.main.url, href) ? page.tellFragment(href) : await begun;
    await page.told();
    return { navigation, url: href };
  },
  'browsingContext.reload': async (browser, { context }) => {
    const page = browser.page(context);
    const begun = page.network.nextNavigation(page.main, page.main.url);
    await page.send('Page.reload');
    return { navigation: await begun, url: page.main.url };
  },
  'browsingContext.traverseHistory': async (browser, { context, delta }) => {
    const page = browser.page(context);
    await page.owner.inWindow(page, (send) => send('POST', delta < 0 ? '/back' : '/forward', {}));
    await page.told();
    return {};
  },
  'browsingContext.setViewport': async (browser, { context, userContexts, viewport }) => {
    const all = userContexts?.map((id) => browser.contexts.get(id)) ?? [browser.page(context).owner];
    for (const windows of all) await windows.resizeAll(viewport);
    return {};
  },
  'browsingContext.locateNodes': async (browser, { context, locator }) => {
    const page = browser.page(context);
    const node = await page.scripts.iframe(await page.realm(context), page.placeOf(locator.value.context));
    return { nodes: node ? [node] : [] };
  },
  'browsingContext.captureScreenshot': async (browser, { context, clip }) => {
    const page = browser.page(context);
    const { dataURL } = await page.send('Page.snapshotRect', { ...rounded(clip), coordinateSystem: 'Viewport' });
    return { data: dataURL.split(',')[1] };
  },

  'script.evaluate': (browser, params) => inScope(browser, params, (page, realm) => page.scripts.evaluate(params, realm, byValue(params))),
  'script.callFunction': (browser, params) => inScope(browser, params, (page, realm) => page.scripts.call(params, realm, byValue(params))),
  'script.disown': async (browser, { target, handles }) => {
    const page = browser.pages().find((each) => each.has(target.context));
    if (page) await Promise.all(handles.map((handle) => tolerant(page.scripts.release(handle))));
    return {};
  },
  'script.addPreloadScript': async (browser, { functionDeclaration, userContexts, contexts }) => {
    const script = { id: String((browser.serial += 1)), source: functionDeclaration };
    const all = userContexts?.map((id) => browser.contexts.get(id)) ?? contexts.map((id) => browser.page(id).owner);
    for (const windows of all) {
      windows.scripts.push(script);
      await windows.prepare();
    }
    return { script: script.id };
  },
  'script.removePreloadScript': async (browser, { script }) => {
    for (const windows of browser.contexts.values()) {
      windows.scripts = windows.scripts.filter(({ id }) => id !== script);
      await windows.prepare();
    }
    return {};
  },

  'input.performActions': async (browser, { context, actions }) => {
    const page = browser.page(context);
    const whole = (action) => ('x' in action ? { ...action, x: Math.round(action.x), y: Math.round(action.y) } : action);
    const given = actions.map((source) => ({ ...source, actions: source.actions.map(whole) }));
    await page.owner.inWindow(page, (send) => send('POST', '/actions', { actions: given }));
    await page.told();
    return {};
  },

  'network.addIntercept': async (browser, { phases, contexts }) => {
    const intercept = String((browser.serial += 1));
    if (!phases.includes('beforeRequestSent')) return { intercept };
    const all = contexts ? contexts.map((id) => browser.page(id).owner) : [...browser.contexts.values()];
    for (const windows of all) windows.intercepts.add(intercept);
    for (const windows of all) await windows.prepare();
    return { intercept };
  },
  'network.removeIntercept': async (browser, { intercept }) => {
    for (const windows of browser.contexts.values()) if (windows.intercepts.delete(intercept)) await windows.prepare();
    return {};
  },
  'network.continueRequest': (browser, params) => tolerant(browser.request(params).proceed(params)),
  'network.failRequest': (browser, params) => tolerant(browser.request(params).fail(params)),
  'network.provideResponse': async (browser, params) => {
    for (const cookie of params.cookies ?? []) await setCookie(browser, cookie, params);
    return tolerant(browser.request(params).provide(params));
  },
  'network.getData': async (browser, { request }) => {
    const { body, base64Encoded } = await browser.request({ request }).body(request);
    return { bytes: { type: base64Encoded ? 'base64' : 'string', value: body } };
  },

  'emulation.setNetworkConditions': async (browser, { networkConditions, userContexts }) => {
    for (const windows of userContexts.map((id) => browser.contexts.get(id))) await goOffline(windows, Boolean(networkConditions));
    return {};
  },
  'emulation.setMediaFeaturesOverride': async (browser, { features, userContexts, contexts }) => {
    const all = userContexts?.map((id) => browser.contexts.get(id)) ?? [browser.page(contexts[0]).owner];
    for (const windows of all) {
      windows.colorScheme = features['prefers-color-scheme'] ?? 'light';
      await windows.prepare();
    }
    return {};
  },

  'storage.getCookies': async (browser, { partition }) => ({ cookies: (await cookiesOf(browser.contexts.get(partition.userContext))).map(toCookie) }),
  'storage.setCookie': async (browser, { cookie, partition }) => {
    await keepCookie(browser.contexts.get(partition.userContext), cookie);
    return {};
  },
  'storage.deleteCookies': async (browser, { partition }) => {
    const windows = browser.contexts.get(partition.userContext);
    const [page] = windows.pages.values();
    for (const { name, domain, path } of await cookiesOf(windows)) {
      await page?.send('Page.deleteCookie', { cookieName: name, url: `http://${domain.replace(/^\./, '')}${path}` });
    }
    windows.cookies.clear();
    return {};
  },
};

async function inScope(browser, { target }, run) {
  const page = browser.page(target.context);
  await page.heard();
  const realm = await page.realm(target.context, target.sandbox);
  try {
    return await run(page, realm);
  } finally {
    // What the script did to its page is told first, and why it failed; but for its leaving, before which a script has its answer.
    await Promise.race([page.told(), realm.left]);
  }
}

const rounded = (clip) => Object.fromEntries(['x', 'y', 'width', 'height'].map((key) => [key, Math.round(clip[key])]));

async function goOffline(windows, offline) {
  windows.offline = offline;
  windows.scripts = windows.scripts.filter((script) => script !== OFFLINE);
  if (offline) windows.scripts.unshift(OFFLINE);
  await windows.prepare();
  for (const page of windows.pages.values()) {
    for (const realm of page.allRealms()) {
      await tolerant(page.send('Runtime.evaluate', { expression: `(${pretend})(${!offline})`, contextId: realm.contextId }));
    }
  }
}

const keyOf = ({ name, domain, path }) => [domain, path, name].join(' ');

/** Those that pages see, and those that were set before there was such a page: the inspector knows no others. */
async function cookiesOf(windows) {
  const seen = await Promise.all([...windows.pages.values()].map((page) => page.send('Page.getCookies').catch(() => ({ cookies: [] }))));
  for (const cookie of seen.flatMap(({ cookies }) => cookies)) windows.cookies.set(keyOf(cookie), cookie);
  return [...windows.cookies.values()];
}

async function keepCookie(windows, { name, value, domain, path = '/', httpOnly = false, secure = false, sameSite, expiry }) {
  const cookie = { name, value: value.value, domain, path, httpOnly, secure, session: !expiry, expires: expiry ? expiry * 1_000 : 0, sameSite: SAME_SITE[sameSite] ?? 'Lax' };
  windows.cookies.set(keyOf(cookie), cookie);
  const [page] = windows.pages.values();
  await page?.send('Page.setCookie', { cookie });
}

/** A cookie of an answer that we give, for the site that it is given for. */
async function setCookie(browser, cookie, { request }) {
  const page = browser.pages().find((each) => each.network.has(request));
  if (page) await keepCookie(page.owner, { domain: page.network.hostOf(request), ...cookie });
}

const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None' };

const toCookie = ({ name, value, domain, path, httpOnly, secure, session, expires, sameSite }) => ({
  ...{ name, value: { type: 'string', value }, domain, path, httpOnly, secure, size: name.length + value.length },
  sameSite: sameSite?.toLowerCase() ?? 'none',
  ...(!session && { expiry: Math.round(expires / 1_000) }),
});
