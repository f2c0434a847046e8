// What so many embeds cost a page.
import { mountMany } from './frames.js';
import { mint } from './mint.js';
import { call, query, run } from './runner.js';
import { watch, watched } from './watch.js';

run(async () => {
  watch();
  const use = await import(`/${query.use}.js`);
  const make = mint();
  let fetches = 0;
  const token = async () => {
    fetches += 1;
    return make();
  };
  const before = { ...(await call('books')), ...watched() };
  const { took } = await mountMany(use, Number(query.embeds), token);
  const after = { ...(await call('books')), ...watched() };
  const more = (name) => after[name] - before[name];
  return { live: took, listeners: more('listeners'), timers: more('timers'), fetches, heap: more('heap'), wasm: after.wasm };
});
