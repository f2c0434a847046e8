import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePort } from '../e2e/harness/free-port.mjs';
import { until } from '../e2e/harness/until.mjs';
import { Consumer } from './consumer.mjs';

/** Where the folder of all apps is served. */
export const MOUNT = '/apps';

/** Frameworks report to nobody from here. */
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', NG_CLI_ANALYTICS: 'false', NO_COLOR: '1' };

/** An app of the table, in the folder where its packages are installed. */
export class App {
  #app;
  #program;

  constructor(app) {
    this.#app = app;
  }

  /** Builds it from its files, for these servers. */
  async build(servers) {
    await this.#empty();
    for (const [name, code] of await this.#files()) {
      await mkdir(dirname(this.#path(name)), { recursive: true });
      await writeFile(this.#path(name), this.#addressed(code, servers));
    }
    if (this.#app.build) await promisify(execFile)(process.execPath, this.#app.build, { cwd: this.#path('.'), env });
  }

  /** Serves it, and gives the address of its page: on the host's origin, or on one of its own. */
  async serve({ host }) {
    const { serve, page = '', folder, site } = this.#app;
    if (!serve) return `${host}${[MOUNT, folder, site].filter(Boolean).join('/')}/`;
    const port = await freePort();
    this.#program = spawn(process.execPath, serve(port), { cwd: this.#path('.'), env: { ...env, PORT: port }, stdio: ['ignore', 'ignore', 'inherit'] });
    const address = `http://localhost:${port}/${page}`;
    await until('a server', () => fetch(address).then(({ ok }) => ok, () => false), Boolean, 300_000);
    return address;
  }

  async stop() {
    if (!this.#program || this.#program.exitCode !== null) return;
    const gone = once(this.#program, 'exit');
    this.#program.kill();
    await gone;
  }

  #path(name) {
    return Consumer.file(this.#app.folder, name);
  }

  /** Removes what an earlier run left, but for packages and the caches of tools, whose names begin with a dot. */
  async #empty() {
    const names = await readdir(this.#path('.'));
    const stale = names.filter((name) => name !== 'node_modules' && !name.startsWith('.'));
    await Promise.all(stale.map((name) => rm(this.#path(name), { recursive: true })));
  }

  /** The names and texts of its own files and of others. */
  async #files() {
    const folder = fileURLToPath(new URL(this.#app.folder, import.meta.url));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const own = await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')]));
    return [...own, ...Object.entries(this.#app.files ?? {})];
  }

  /** A text with real addresses for those that the documents show. */
  #addressed(text, { host, wisdom, melody, clientId }) {
    return text
      .replaceAll('https://acme.askwisdom.ai', wisdom)
      .replaceAll('https://auth.example.com', melody.origin)
      .replace(/clientId: '[^']*'/g, `clientId: '${clientId}'`)
      .replaceAll('http://127.0.0.1:3000', host)
      .replaceAll('/vendor/', `${MOUNT}/${this.#app.folder}/node_modules/`);
  }
}
