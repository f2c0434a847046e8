// From `import` to the frame: each sample is a fresh page in a fresh context.
import { runPage } from '../harness/browser.mjs';
import { EMBEDS, EMPTY, LINKS } from '../harness/candidates.mjs';
import { inRounds } from '../harness/rounds.mjs';

const UNITS = { import: 'ms', call: 'ms', total: 'ms', decode: 'ms', compile: 'ms', instantiate: 'ms', second: 'ms' };
const STEPS = { name: 'embed-host, step by step', use: 'embed-host', frame: true, steps: true };
const CANDIDATES = [EMPTY, ...EMBEDS.map((embed) => ({ ...embed, frame: true })), STEPS, ...LINKS];

export async function measureStart({ rounds, ...setting }) {
  const results = [];
  for (const cpu of [1, 4]) {
    const condition = cpu === 1 ? 'full speed' : `CPU slowed ${cpu} times`;
    const measure = ({ use, frame = '', steps = '' }) => runPage(setting, { page: 'start', cpu, query: { use, frame, steps } });
    results.push(await inRounds({ rounds, candidates: CANDIDATES, units: UNITS, condition, measure }));
  }
  return results;
}
