// What embeds cost a page, and what is left of them.
import { books } from '../harness/books.mjs';
import { runPage } from '../harness/browser.mjs';
import { EMBEDS, manyEmbeds } from '../harness/candidates.mjs';
import { inRounds } from '../harness/rounds.mjs';

const UNITS = { live: 'ms', listeners: '', timers: '', fetches: '', heap: 'KiB', wasm: 'KiB' };
const LEFT = { round: 'ms', frames: '', documents: '', listeners: '', timers: '', heap: 'B', wasm: 'KiB' };

/** Those that can end an embed at any moment. The others end one when its frame has loaded, or when the vendor's page has answered. */
const CLOSING = ['embed-host', 'snippet', 'penpal'];

export async function measureEmbeds({ rounds, ...setting }) {
  const results = [];
  const page = (name, query) => ({ use }) => runPage(setting, { page: name, query: { use, ...query }, calls: books });
  for (const embeds of [1, 10, 100]) {
    results.push(await inRounds({ ...manyEmbeds(embeds, rounds), candidates: EMBEDS, units: UNITS, measure: page('embeds', { embeds }) }));
  }
  const candidates = EMBEDS.filter(({ use }) => CLOSING.includes(use));
  const condition = '1,000 rounds of mount and close';
  results.push(await inRounds({ rounds: manyEmbeds(1_000, rounds).rounds, candidates, units: LEFT, condition, measure: page('rounds', {}) }));
  return results;
}
