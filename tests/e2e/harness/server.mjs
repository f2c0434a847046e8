import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { npmPackage, server as binary } from './environment.mjs';
import { get, post } from './control.mjs';
import { Melody } from './melody.mjs';
import { signingKey } from './signing-key.mjs';
import { until } from './until.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The bundle of the demo's page of examples, for the tests that `cargo xtask test` runs with one. */
const mounted = process.env.EMBED_HOST_EXAMPLES ? ['--mount', process.env.EMBED_HOST_EXAMPLES] : [];

const ARGUMENTS = [
  ...['--host-port', '0', '--wisdom-port', '0', '--attacker-port', '0', '--exit-with-stdin'],
  ...['--site', path('../../../www/host'), '--guest', path('../../../www/guest'), '--package', npmPackage],
  ...['--mount', `/e2e=${path('../pages')}`, ...mounted, '--signing-key', signingKey],
];

/** A server process of its own: four origins, their control endpoints, and their counts. */
export class Server {
  /** `variables` are of its environment: they name real servers. */
  static async start({ tokenLife, twins, variables = {} }) {
    const child = spawn(binary, [...ARGUMENTS, '--token-life', tokenLife], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...variables },
    });
    const log = [];
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    const lines = createInterface({ input: child.stdout });
    const [first] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [undefined])]);
    if (first === undefined) throw new Error(`the server did not start:\n${log.join('\n')}`);
    const server = new Server(child, log, JSON.parse(first), { tokenLife, twins });
    lines.on('line', (line) => server.said.push(line));
    return server;
  }

  #child;
  #tokenLife;
  #twins;

  /** What it said on its standard output, after where everything is. */
  said = [];

  constructor(child, log, { host, wisdom, attacker, melody, open }, { tokenLife, twins }) {
    this.#child = child;
    this.#tokenLife = tokenLife;
    this.#twins = twins;
    this.log = log;
    this.host = host;
    this.wisdom = wisdom;
    this.attacker = attacker;
    this.melody = new Melody(melody);
    this.open = open;
  }

  async stop() {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.stdin.end();
    await gone;
  }

  /** What happens to the next calls of the token endpoint, before they reach the backend proper. */
  async tokenEndpoint(fault) {
    await post(`${this.host}/faults`, { tokenEndpoint: fault });
  }

  /** Lets every call that is held go on, normally. */
  async release() {
    await post(`${this.host}/faults/release`);
  }

  /** How the WisdomAI stand-in mints. */
  async mints(mint) {
    await post(`${this.wisdom}/control/behaviour`, { mint });
  }

  /** Lets operations of the tenant other than `impersonateUser` misbehave, by their names. */
  async operations(faults) {
    await post(`${this.wisdom}/control/behaviour`, { operations: faults });
  }

  /** Lets every operation of the tenant that is held go on. */
  async releaseTenant() {
    await post(`${this.wisdom}/control/release`);
  }

  /** The tenant loses all its users. */
  async forgetsUsers() {
    const answer = await fetch(`${this.wisdom}/control/users`, { method: 'DELETE' });
    if (!answer.ok) throw new Error(`the tenant kept its users: ${answer.status}`);
  }

  /** Waits until the backend has asked for the tenant's users so many times. */
  listsUsers(times) {
    return until(
      `${times} lists of users`,
      async () => (await this.counts()).userLists,
      (count) => count >= times,
    );
  }

  /**
   * Lets the next tokens live a second longer than those before. Tokens hold the second in which they were
   * minted and no number of their own, so without this a request right after the first load would get the
   * first token's twin, and be tried again until the second is over.
   */
  async tellNextTokensApart() {
    if (this.#twins) return;
    this.#tokenLife += 1;
    await post(`${this.wisdom}/control/behaviour`, { tokenLife: this.#tokenLife });
  }

  /** Has every open guest page do something by itself. */
  async guests(command) {
    await post(`${this.wisdom}/control/guests`, command);
  }

  /** What the backend and the tenant counted since they started. */
  async counts() {
    const [backend, standIn] = await Promise.all(
      [`${this.host}/counts`, `${this.wisdom}/control/counts`].map(get),
    );
    return { ...backend, ...standIn };
  }

  /**
   * Waits until so many calls have reached the token endpoint; with a fault that holds them, all are under
   * way.
   */
  called(times) {
    return until(
      `${times} calls of the token endpoint`,
      async () => (await this.counts()).tokenRequests,
      (count) => count >= times,
    );
  }

  /** Waits until the client went away from so many calls before their answers were complete. */
  aborted(times) {
    return until(
      `${times} aborted calls`,
      async () => (await this.counts()).tokenAborted,
      (count) => count >= times,
    );
  }

  /**
   * The calls of the token endpoint, and the tokens minted: the two numbers that nearly every test is about.
   */
  async calls() {
    const { tokenRequests, minted } = await this.counts();
    return { tokenRequests, minted };
  }
}
