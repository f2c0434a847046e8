// What a thousand rounds of mount and close leave.
import { mint } from './mint.js';
import { call, query, run, setting, turn } from './runner.js';
import { watch, watched } from './watch.js';

const FIRST = 100;
const ALL = 1_000;

const look = async () => ({ ...(await call('books')), ...watched(), frames: document.querySelectorAll('iframe').length });

run(async () => {
  watch();
  const { open } = await import(`/${query.use}.js`);
  const place = document.querySelector('#place');
  const make = mint();
  const rounds = async (count) => {
    for (let round = 0; round < count; round += 1) {
      const own = place.appendChild(document.createElement('div'));
      const embed = await open(setting(own, async () => make()));
      embed.close();
      own.remove();
      await turn();
    }
  };
  const before = await look();
  await rounds(FIRST);
  const first = await look();
  const begun = performance.now();
  await rounds(ALL - FIRST);
  const took = (performance.now() - begun) / (ALL - FIRST);
  const after = await look();
  const left = (name) => after[name] - before[name];
  const growth = (name) => after[name] - first[name];
  return { round: took, frames: left('frames'), documents: left('documents'), listeners: left('listeners'), timers: left('timers'), heap: (growth('heap') * 1024) / (ALL - FIRST), wasm: growth('wasm') };
});
