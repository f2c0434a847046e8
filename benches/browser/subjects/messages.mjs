// The main thread's time for a message that is not for any embed, with so many embeds on the page.
import { runPage } from '../harness/browser.mjs';
import { EMBEDS, EMPTY, HAND_WRITTEN, manyEmbeds } from '../harness/candidates.mjs';
import { inRounds } from '../harness/rounds.mjs';

const UNITS = { delivered: 'µs', listeners: 'µs' };

export async function measureMessages({ rounds, ...setting }) {
  const results = [];
  for (const embeds of [0, 1, 10, 100]) {
    const candidates = embeds ? [HAND_WRITTEN, ...EMBEDS] : [EMPTY, HAND_WRITTEN, ...EMBEDS];
    const measure = ({ use }) => runPage(setting, { page: 'messages', query: { use, embeds } });
    results.push(await inRounds({ ...manyEmbeds(embeds, rounds), candidates, units: UNITS, measure }));
  }
  return results;
}
