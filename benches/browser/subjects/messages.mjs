// The main thread's time for a message that is not for any embed, with so many embeds on the page.
import { runPage } from '../harness/browser.mjs';
import { EMBEDS, EMPTY, HAND_WRITTEN, manyEmbeds } from '../harness/candidates.mjs';
import { inRounds } from '../harness/rounds.mjs';

const UNITS = { delivered: 'µs', listeners: 'µs' };

/** Those that the bars compare are measured in every round, however long their pages take. */
const COMPARED = ['embed-host', 'hand-written'];

/** All numbers of embeds take turns in one round, so that a message with 100 of them can be set against one with 1. */
export async function measureMessages({ rounds, ...setting }) {
  const placed = (embeds) => (candidate) => ({
    ...candidate,
    embeds,
    ...manyEmbeds(embeds, rounds),
    ...(COMPARED.includes(candidate.use) && { rounds }),
  });
  const candidates = [0, 1, 10, 100].flatMap((embeds) =>
    [...(embeds ? [] : [EMPTY]), HAND_WRITTEN, ...EMBEDS].map(placed(embeds)),
  );
  const measure = ({ use, embeds }) => runPage(setting, { page: 'messages', query: { use, embeds } });
  return [await inRounds({ rounds, candidates, units: UNITS, measure })];
}
