// Measures in one browser, one subject after the other, and writes what was measured as JSON: `node run.mjs ROUNDS SUBJECT...`.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';

import { openBrowser } from './harness/browser.mjs';
import { bundle } from './harness/bundles.mjs';
import { output } from './harness/environment.mjs';
import { startServers } from './harness/servers.mjs';
import { measureEmbeds } from './subjects/embeds.mjs';
import { measureInlining } from './subjects/inlining.mjs';
import { measureMessages } from './subjects/messages.mjs';
import { measureRefresh } from './subjects/refresh.mjs';
import { measureStart } from './subjects/start.mjs';

const SUBJECTS = {
  size: () => [],
  start: measureStart,
  messages: measureMessages,
  refresh: measureRefresh,
  embeds: measureEmbeds,
  inlining: measureInlining,
};

const [rounds, ...subjects] = process.argv.slice(2);
const bundles = `${output}/bundles`;
await mkdir(bundles, { recursive: true });
await bundle(bundles);

const servers = await startServers(bundles);
const browser = await openBrowser(servers);
try {
  for (const subject of subjects) {
    process.stderr.write(`    ${subject} `);
    const load = loadavg()[0];
    const measured = await SUBJECTS[subject]({ browser, servers, bundles, rounds: Number(rounds) });
    const results = {
      subject,
      machine: { browser: browser.version, processor: cpus()[0].model.trim(), cores: cpus().length, load },
      rounds: Number(rounds),
      series: measured.flatMap(({ series }) => series),
      failed: measured.flatMap(({ failed }) => failed),
    };
    await writeFile(`${output}/${subject}.json`, `${JSON.stringify(results, null, 2)}\n`);
    process.stderr.write('\n');
  }
} finally {
  await browser.close();
  await servers.stop();
}
