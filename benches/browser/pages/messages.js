// What a message costs that is not for any embed.
import { mountMany } from './frames.js';
import { mint } from './mint.js';
import { query, run } from './runner.js';

const DELIVERED = 4_000;
const DISPATCHED = 20_000;

/** A frame of the page that has nothing to do with any embed. */
async function foreignFrame() {
  const iframe = document.createElement('iframe');
  iframe.src = '/foreign';
  const loaded = new Promise((resolve) => { iframe.onload = resolve; });
  document.body.append(iframe);
  await loaded;
  return iframe.contentWindow;
}

/** Microseconds from one posted message to the next, while more are waiting: all that the main thread does for one. */
const delivered = (foreign) =>
  new Promise((resolve) => {
    let seen = 0;
    let begun;
    window.addEventListener('message', function count() {
      seen += 1;
      if (seen === 1) begun = performance.now();
      if (seen < DELIVERED) return;
      window.removeEventListener('message', count);
      resolve(((performance.now() - begun) * 1_000) / (DELIVERED - 1));
    });
    foreign.post(DELIVERED);
  });

/** Microseconds for one event that is dispatched again and again: the listeners, and little else. */
function dispatched(source) {
  const event = new MessageEvent('message', { data: { type: 'foreign' }, origin: location.origin, source });
  const round = (count) => {
    const begun = performance.now();
    for (let index = 0; index < count; index += 1) window.dispatchEvent(event);
    return ((performance.now() - begun) * 1_000) / count;
  };
  // What has run some thousand times is optimised.
  round(DISPATCHED / 4);
  return round(DISPATCHED);
}

run(async () => {
  const foreign = await foreignFrame();
  const without = dispatched(foreign);
  const token = mint();
  const use = await import(`/${query.use}.js`);
  const count = Number(query.embeds);
  if (count) await mountMany(use, count, async () => token());
  await delivered(foreign);
  return { delivered: await delivered(foreign), listeners: dispatched(foreign) - without };
});
