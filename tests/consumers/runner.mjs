import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { snippets } from '../snippets.mjs';
import { Consumer } from './consumer.mjs';

/** Runs a test runner of an app in one of its folders, and gives what it reports as JSON: the form is Jest's. */
export function report(app, program, given, { folder = '.', variables = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [Consumer.file(app, join('node_modules', program)), ...given], {
    cwd: Consumer.file(app, folder),
    env: { ...process.env, NO_COLOR: '1', ...variables },
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}\n${stderr}`);
  return JSON.parse(stdout);
}

/** Writes the files of docs/testing.md for one tool into a folder of an app. */
export function writeGuide(app, tool, others = {}) {
  const folder = Consumer.file(app, 'guide');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const files = snippets('docs/testing.md').filter((snippet) => !snippet.tool || snippet.tool === tool);
  for (const { file, code } of files) writeFileSync(join(folder, file), code);
  for (const [file, code] of Object.entries(others)) writeFileSync(join(folder, file), code);
}
