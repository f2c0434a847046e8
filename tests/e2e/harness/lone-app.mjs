import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { npmPackage } from './environment.mjs';
import { until } from './until.mjs';

const FOLDERS = { 'embed-host': npmPackage, e2e: fileURLToPath(new URL('../pages', import.meta.url)) };
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };
const BLANK = '<!doctype html><title>Blank</title>';

/**
 * An app with a server of its own, for a browser that no driver is attached to: its pages post here what they
 * see, and wait here for what they are to do next. The server counts the tokens that it mints, and is also the
 * tenant whose guest they are for, a blank page.
 */
export class LoneApp {
  static async start(config) {
    const app = new LoneApp(config);
    app.#server.listen(0, 'localhost');
    await once(app.#server, 'listening');
    return app;
  }

  reports = [];
  minted = 0;
  #waiting = [];
  #config;
  #server = createServer((request, response) => this.#answer(request, response));

  constructor(config) {
    this.#config = config;
  }

  get origin() {
    return `http://localhost:${this.#server.address().port}`;
  }

  /** The first report of something. */
  async reported(what) {
    const find = () => this.reports.find((report) => report.what === what);
    await until(`a report of ${what}`, () => this.reports.map((report) => report.what), find);
    return find();
  }

  /** Lets the page that waits go on. */
  async goOn() {
    await until('a page that waits', () => this.#waiting.length > 0);
    for (const response of this.#waiting.splice(0)) response.end();
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request, response) {
    const [, folder, name] = new URL(request.url, this.origin).pathname.split('/');
    const json = (value) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (folder === 'reports') {
      this.reports.push(JSON.parse(await text(request)));
      response.end();
    } else if (folder === 'next') {
      this.#waiting.push(response);
    } else if (folder === 'token') {
      this.minted += 1;
      json({ token: craft() });
    } else if (folder === 'config.json') {
      json(this.#config);
    } else {
      const body = FOLDERS[folder] ? await readFile(join(FOLDERS[folder], name)) : BLANK;
      response.setHeader('content-type', TYPES[extname(name ?? '')] ?? 'text/html').end(body);
    }
  }
}

/** Something in the form of a token. Nobody signed it. */
function craft() {
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256' }), part({ sub: 'alice', iat: now, exp: now + 600 }), 'c2ln'].join('.');
}
