// From `import` to the frame, in a page that has done nothing before.
import { mint } from './mint.js';
import { query, run, setting } from './runner.js';

/** The moment when the element holds a frame that has an address to load. */
const framed = (place) =>
  new Promise((resolve) => {
    const look = () => place.querySelector('iframe[src]') && resolve(performance.now());
    new MutationObserver(look).observe(place, { subtree: true, childList: true, attributes: true });
  });

const late = () =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('no frame within 20 s')), 20_000);
  });

/** Marks what the first call of embed-host consists of. */
function markSteps() {
  const steps = { decode: 0, compile: 0, instantiate: 0 };
  const timed = (step, work) => {
    const begun = performance.now();
    const made = work();
    steps[step] += performance.now() - begun;
    return made;
  };
  const construct = (step) => ({ construct: (...given) => timed(step, () => Reflect.construct(...given)) });
  for (const name of ['fromHex', 'fromBase64']) {
    const native = Uint8Array[name];
    if (native) Uint8Array[name] = (text) => timed('decode', () => native.call(Uint8Array, text));
  }
  WebAssembly.Module = new Proxy(WebAssembly.Module, construct('compile'));
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, construct('instantiate'));
  return steps;
}

/** The time to the frame when everything on the way has run before. */
async function mountAgain(open, given) {
  const place = document.body.appendChild(document.createElement('div'));
  const frame = framed(place);
  performance.mark('second begun');
  const begun = performance.now();
  open({ ...given, place });
  const at = await Promise.race([frame, late()]);
  performance.mark('second frame');
  return at - begun;
}

run(async () => {
  const steps = query.steps ? markSteps() : {};
  const place = document.querySelector('#place');
  const frame = framed(place);
  const token = mint();
  const given = { ...setting(place, async () => token()), server: query.guest };
  performance.mark('first begun');
  const begun = performance.now();
  const { open } = await import(`/${query.use}.js`);
  const imported = performance.now();
  if (!open) return { import: imported - begun };
  const opening = Promise.resolve(open(given));
  const called = performance.now();
  const failure = opening.then(() => (query.frame ? new Promise(() => {}) : performance.now()));
  const done = await Promise.race([failure, ...(query.frame ? [frame, late()] : [])]);
  performance.mark('first frame');
  const figures = { import: imported - begun, call: called - imported, total: done - begun, ...steps };
  return query.frame ? { ...figures, again: await mountAgain(open, given) } : figures;
});
