import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../../examples/token-endpoints/${relative}`, import.meta.url));

/** How each program is started. `cargo xtask test` builds two of them, and installs what the others need. */
export const PROGRAMS = {
  axum: [required('TOKEN_ENDPOINT_AXUM', 'the built program')],
  express: [process.execPath, path('express/server.js')],
  fastapi: [required('TOKEN_ENDPOINT_PYTHON', 'a Python that has the packages of the program'), path('fastapi/main.py')],
  go: [required('TOKEN_ENDPOINT_GO', 'the built program')],
};

function required(name, meaning) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name ${meaning}; \`cargo xtask test\` sets it`);
  return value;
}

/** A process, and all that it has printed. */
export class Program {
  static start([command, ...given], variables) {
    const child = spawn(command, given, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NO_PROXY: '127.0.0.1', ...variables } });
    return new Program(child);
  }

  #child;
  #lines = [];
  #readers;

  constructor(child) {
    this.#child = child;
    this.#readers = [child.stdout, child.stderr].map((stream) => createInterface({ input: stream }));
    for (const reader of this.#readers) reader.on('line', (line) => this.#lines.push(line));
    this.exited = once(child, 'close').then(([code]) => code);
  }

  /** Everything that it has printed so far. */
  get output() {
    return this.#lines.join('\n');
  }

  /** Waits for a line that fits, and gives what the pattern captures. */
  async says(pattern) {
    const found = () => this.#lines.map((line) => pattern.exec(line)).find(Boolean);
    const gone = this.exited.then((code) => ({ code }));
    while (!found()) {
      const line = Promise.race(this.#readers.map((reader) => once(reader, 'line')));
      const { code } = await Promise.race([line, gone]);
      if (code !== undefined && !found()) throw new Error(`it ended with ${code}:\n${this.output}`);
    }
    return found()[1];
  }

  async stop() {
    this.#child.kill();
    await this.exited;
  }
}
