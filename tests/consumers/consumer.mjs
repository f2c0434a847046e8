import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { openBrowser } from '../e2e/harness/browser.mjs';
import { npmPackage, server } from '../e2e/harness/environment.mjs';
import { Melody } from '../e2e/harness/melody.mjs';

const apps = process.env.EMBED_HOST_CONSUMERS;
if (!apps) throw new Error('EMBED_HOST_CONSUMERS must name the folder of the built apps; `cargo xtask test` sets it');

const GUEST = fileURLToPath(new URL('../../www/guest', import.meta.url));

// A guest asks ten seconds before its token ends: with this life it does so within a second.
const TOKEN_LIFE = 11;

/** A built app that is served as the host's site, with alice signed in, in a browser. */
export class Consumer {
  #browser;
  #server;

  /** A path in an app's folder. */
  static file(app, name) {
    return join(apps, app, name);
  }

  /**
   * `path` is where the app's page is, `/` else. There the policy is wider: it allows the inline script by which a page that
   * trunk built starts its module.
   */
  static async open(app, { path } = {}) {
    const { child, host, melody } = await serve(Consumer.file(app, 'dist'), path);
    const browser = await openBrowser();
    const page = await browser.newPage();
    const answer = await page.request.post(`${host}/sign-in`, { data: { user: 'alice' } });
    assert.equal(answer.status(), 204);
    const consumer = new Consumer(child, browser, page, host, melody);
    await page.goto(`${host}${path ?? ''}/`);
    return consumer;
  }

  constructor(child, browser, page, host, melody) {
    this.#server = child;
    this.#browser = browser;
    this.page = page;
    this.host = host;
    this.melody = new Melody(melody);
    this.errors = [];
    page.on('pageerror', ({ message }) => this.errors.push(message));
  }

  async close() {
    await this.#browser.close();
    const gone = once(this.#server, 'exit');
    this.#server.stdin.end();
    await gone;
  }
}

async function serve(site, path) {
  const options = [
    '--host-port',
    '0',
    '--wisdom-port',
    '0',
    '--attacker-port',
    '0',
    '--token-life',
    TOKEN_LIFE,
    '--log',
    'warn',
    '--exit-with-stdin',
  ];
  const folders = ['--site', site, '--guest', GUEST, '--package', npmPackage];
  const mounted = path ? ['--mount', `${path}=${site}`] : [];
  const child = spawn(server, [...options, ...folders, ...mounted], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [first] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...JSON.parse(first) };
}
