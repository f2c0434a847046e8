import { chromium } from 'playwright-core';

import { chrome } from './environment.mjs';

/** The one browser of a run. The name that a package insists on is this machine's guest; no certificate here is of the world's. */
export async function openBrowser(servers) {
  const args = [
    '--disable-features=LocalNetworkAccessChecks,HttpsUpgrades',
    '--ignore-certificate-errors',
    `--host-resolver-rules=${servers.rules}`,
  ];
  const browser = await chromium.launch({ executablePath: chrome, args });
  const session = await browser.newBrowserCDPSession();
  return { version: browser.version(), session, close: () => browser.close() };
}

/** How long a page may take before it counts as stuck, in milliseconds. */
const PATIENCE = 120_000;

/**
 * Opens a page in a context of its own and returns what it measured: no cache, no compiled code and no process is left of the
 * page before. The page runs by itself, and no debugger is attached unless it asks for one: an attached one runs scripts in every
 * frame, which takes more time than much of what is measured. A page talks to this side by calls, by name; `calls` gets a
 * function that attaches a session.
 */
export async function runPage({ browser, servers }, { page, query = {}, cpu = 1, calls = () => ({}) }) {
  const { session: root } = browser;
  const { browserContextId } = await root.send('Target.createBrowserContext');
  let attached;
  const attach = async () => (attached ??= await Session.attach(root, targetId));
  const ended = Promise.withResolvers?.() ?? withResolvers();
  const timer = setTimeout(() => ended.reject(new Error(`${page}: nothing within ${PATIENCE} ms`)), PATIENCE);
  const id = servers.expect({
    begin: async () => {
      if (cpu !== 1) await (await attach()).send('Emulation.setCPUThrottlingRate', { rate: cpu });
    },
    end: ended.resolve,
    fail: ({ reason }) => ended.reject(new Error(reason)),
    ...calls(attach),
  });
  const url = `${servers.host}/measure?${new URLSearchParams({ page, id, guest: servers.guest, powerbi: servers.powerbi, ...query })}`;
  const { targetId } = await root.send('Target.createTarget', { url, browserContextId });
  try {
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    servers.forget(id);
    await root.send('Target.disposeBrowserContext', { browserContextId });
  }
}

function withResolvers() {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

/** A debugger's session with one page, which enables nothing by itself. */
class Session {
  static async attach(root, targetId) {
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false });
    return new Session(root, sessionId);
  }

  #root;
  #sessionId;
  #waiting = new Map();

  constructor(root, sessionId) {
    this.#root = root;
    this.#sessionId = sessionId;
    root.on('Target.receivedMessageFromTarget', (event) => {
      if (event.sessionId === sessionId) this.#settle(JSON.parse(event.message));
    });
  }

  #settle({ id, result, error }) {
    const { resolve, reject } = this.#waiting.get(id) ?? {};
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  }

  async send(method, params = {}) {
    const id = this.#waiting.size + 1;
    const answer = withResolvers();
    this.#waiting.set(id, answer);
    const message = JSON.stringify({ id, method, params });
    await this.#root.send('Target.sendMessageToTarget', { sessionId: this.#sessionId, message });
    return answer.promise;
  }
}
