import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { openBrowser } from '../e2e/harness/browser.mjs';
import { npmPackage, server } from '../e2e/harness/environment.mjs';
import { Melody } from '../e2e/harness/melody.mjs';

/** The folder of the built apps. */
export const apps = process.env.EMBED_HOST_CONSUMERS;
if (!apps) throw new Error('EMBED_HOST_CONSUMERS must name the folder of the built apps; `cargo xtask test` sets it');

const GUEST = fileURLToPath(new URL('../../www/guest', import.meta.url));

// A guest asks ten seconds before its token ends: with this life it does so within a second.
const TOKEN_LIFE = 11;

/** The host's backend and the stand-ins, each on an origin of its own. */
export class Servers {
  #child;

  /** `site` is the folder that the host serves, and `mounts` are others, by their paths. */
  static async start({ site = apps, mounts = {} }) {
    const ports = ['host', 'wisdom', 'attacker'].flatMap((name) => [`--${name}-port`, '0']);
    const folders = ['--site', site, '--guest', GUEST, '--package', npmPackage];
    const others = Object.entries(mounts).flatMap(([path, folder]) => ['--mount', `${path}=${folder}`]);
    const options = [...ports, ...folders, ...others, '--token-life', TOKEN_LIFE, '--log', 'warn', '--exit-with-stdin'];
    const child = spawn(server, options, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [first] = await once(createInterface({ input: child.stdout }), 'line');
    return new Servers(child, JSON.parse(first));
  }

  constructor(child, { host, wisdom, melody }) {
    this.#child = child;
    Object.assign(this, { host, wisdom, melody: new Melody(melody) });
  }

  /** Signs alice in, in the browser of a page. */
  async signIn(page) {
    const answer = await page.request.post(`${this.host}/sign-in`, { data: { user: 'alice' } });
    assert.equal(answer.status(), 204);
  }

  async stop() {
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    await gone;
  }
}

/** A built app that is served as the host's site, with alice signed in, in a browser. */
export class Consumer {
  #browser;
  #servers;

  /** A path in an app's folder. */
  static file(app, name) {
    return join(apps, app, name);
  }

  /**
   * `path` is where the app's page is, `/` else. There the policy is wider: it allows the inline script by which a page that
   * trunk built starts its module.
   */
  static async open(app, { path = '' } = {}) {
    const site = Consumer.file(app, 'dist');
    const servers = await Servers.start({ site, mounts: path ? { [path]: site } : {} });
    const browser = await openBrowser();
    const page = await browser.newPage();
    await servers.signIn(page);
    const consumer = new Consumer(servers, browser, page);
    await page.goto(`${servers.host}${path}/`);
    return consumer;
  }

  constructor(servers, browser, page) {
    this.#servers = servers;
    this.#browser = browser;
    this.page = page;
    this.host = servers.host;
    this.wisdom = servers.wisdom;
    this.melody = servers.melody;
    this.errors = [];
    page.on('pageerror', ({ message }) => this.errors.push(message));
  }

  async close() {
    await this.#browser.close();
    await this.#servers.stop();
  }
}
