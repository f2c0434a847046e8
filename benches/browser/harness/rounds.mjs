/** The candidates in the order of a round: each round begins with the next one, so that no place in the order is anyone's. */
const turned = (candidates, round) => candidates.map((_, index) => candidates[(index + round) % candidates.length]);

/**
 * Measures every candidate once in each round, one after the other, so that what disturbs the machine meets all alike.
 * `measure` gives figures by name; what comes out is one series for each candidate, condition and figure. A candidate may have a
 * condition of its own, and fewer rounds. One that fails in the first round is left out with its reason; one that fails later gets
 * a second try, and then ends the run.
 */
export async function inRounds({ rounds, candidates, units, measure, condition = '' }) {
  const all = candidates.map((candidate) => ({ condition, rounds, ...candidate }));
  const series = new Map();
  const failed = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const candidate of turned(all, round)) {
      if (round >= candidate.rounds || failed.has(keyOf(candidate))) continue;
      try {
        const again = (error) => (round ? measure(candidate) : Promise.reject(error));
        record(series, candidate, units, await measure(candidate).catch(again));
      } catch (error) {
        if (round) throw error;
        const { name, condition: own } = candidate;
        failed.set(keyOf(candidate), { name, condition: own, reason: error.message.split('\n')[0] });
      }
    }
    process.stderr.write('.');
  }
  return { series: [...series.values()], failed: [...failed.values()] };
}

const keyOf = ({ name, condition }) => `${name}, ${condition}`;

function record(series, candidate, units, figures) {
  const { name, condition } = candidate;
  for (const [figure, value] of Object.entries(figures)) {
    const key = `${keyOf(candidate)}, ${figure}`;
    if (!series.has(key)) series.set(key, { candidate: name, figure, condition, unit: units[figure], values: [] });
    series.get(key).values.push(value);
  }
}
