// From `import` to the frame: each sample is a fresh page in a fresh context.
import { runPage } from '../harness/browser.mjs';
import { EMBEDS, EMPTY, LINKS } from '../harness/candidates.mjs';
import { CATEGORIES, compilation } from '../harness/compilation.mjs';
import { inRounds } from '../harness/rounds.mjs';
import { traced } from '../harness/traces.mjs';

const UNITS = { import: 'ms', call: 'ms', total: 'ms', decode: 'ms', compile: 'ms', instantiate: 'ms', again: 'ms' };
const COMPILATION_UNITS = { busy: 'ms', busyAgain: 'ms', compiling: 'ms', wasm: 'ms', functions: '', scripts: 'ms', scriptFunctions: '' };
const STEPS = { name: 'embed-host, step by step', use: 'embed-host', frame: true, steps: true };
const CANDIDATES = [EMPTY, ...EMBEDS.map((embed) => ({ ...embed, frame: true })), STEPS, ...LINKS];

export async function measureStart({ rounds, ...setting }) {
  const results = [];
  for (const cpu of [1, 4]) {
    const condition = cpu === 1 ? 'full speed' : `CPU slowed ${cpu} times`;
    const measure = ({ use, frame = '', steps = '' }) => runPage(setting, { page: 'start', cpu, query: { use, frame, steps } });
    results.push(await inRounds({ rounds, candidates: CANDIDATES, units: UNITS, condition, measure }));
  }
  return [...results, await measureCompilation({ rounds, ...setting })];
}

/** What the main thread does on the way to the frame. Tracing takes time itself, so these pages count for nothing else. */
function measureCompilation({ rounds, ...setting }) {
  const run = (use) => () => runPage(setting, { page: 'start', query: { use, frame: true } });
  const measure = async ({ use }) => compilation(await traced(setting.browser.session, CATEGORIES, run(use)));
  const candidates = EMBEDS.filter(({ tokens, use }) => tokens || use === 'snippet');
  return inRounds({ rounds, candidates, units: COMPILATION_UNITS, condition: 'while traced', measure });
}
