// From a guest's request to its answer: with a token in hand, and with a backend that answers at once.
import { runPage } from '../harness/browser.mjs';
import { inRounds } from '../harness/rounds.mjs';

const CANDIDATES = [
  { name: 'embed-host', use: 'embed-host' },
  { name: 'plain snippet', use: 'snippet' },
];

export async function measureRefresh({ rounds, ...setting }) {
  const results = [];
  for (const [query, condition] of [
    ['in hand', 'token in hand'],
    ['backend', 'from the backend'],
  ]) {
    const measure = ({ use }) => runPage(setting, { page: 'refresh', query: { use, case: query } });
    results.push(await inRounds({ rounds, candidates: CANDIDATES, units: { answer: 'µs' }, condition, measure }));
  }
  return results;
}
