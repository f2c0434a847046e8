/** The candidates in the order of a round: each round begins with the next one, so that no place in the order is anyone's. */
const turned = (candidates, round) => candidates.map((_, index) => candidates[(index + round) % candidates.length]);

/**
 * Measures every candidate once in each round, one after the other, so that what disturbs the machine meets all alike.
 * `measure` gives figures by name; what comes out is one series for each candidate and figure. A candidate that fails in the
 * first round is left out with its reason; one that fails later gets a second try, and then ends the run.
 */
export async function inRounds({ rounds, candidates, units, measure, condition = '' }) {
  const series = new Map();
  const failed = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const candidate of turned(candidates, round)) {
      if (failed.some(({ name }) => name === candidate.name)) continue;
      try {
        const again = (error) => (round ? measure(candidate) : Promise.reject(error));
        record(series, { candidate, condition, units }, await measure(candidate).catch(again));
      } catch (error) {
        if (round) throw error;
        failed.push({ name: candidate.name, condition, reason: error.message.split('\n')[0] });
      }
    }
    process.stderr.write('.');
  }
  return { series: [...series.values()], failed };
}

function record(series, { candidate, condition, units }, figures) {
  for (const [figure, value] of Object.entries(figures)) {
    const key = `${candidate.name} ${figure}`;
    if (!series.has(key)) series.set(key, { candidate: candidate.name, figure, condition, unit: units[figure], values: [] });
    series.get(key).values.push(value);
  }
}
