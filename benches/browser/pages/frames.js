// Many embeds on one page.
import { query, setting, turn, until } from './runner.js';

const PATIENCE = 20_000;

/**
 * Mounts so many embeds, each in an element of its own, and waits until every frame has loaded its view: a load event with an
 * address, and then none that is still to come. Returns the embeds and the milliseconds that it took.
 */
export async function mountMany({ open, share }, count, token, options = {}) {
  const place = document.querySelector('#place');
  const loaded = new Set();
  const onLoad = ({ target }) => place.contains(target) && target.getAttribute('src') && loaded.add(target);
  const here = new Set();
  const onMessage = ({ data, source }) => data?.type === 'here' && here.add(source);
  document.addEventListener('load', onLoad, true);
  window.addEventListener('message', onMessage);
  const given = share && count > 1 && !options.apart ? share(token) : token;
  const places = Array.from({ length: count }, () => place.appendChild(document.createElement('div')));
  const begun = performance.now();
  const opening = places.map((own) => open({ ...setting(own, given), ...options }));
  await until(`${count} frames of ${query.use}`, () => loaded.size >= count, PATIENCE);
  const took = performance.now() - begun;
  document.removeEventListener('load', onLoad, true);
  await until(`${count} guests of ${query.use}`, () => here.size >= count, PATIENCE);
  window.removeEventListener('message', onMessage);
  await settle();
  return { opening, frames: places.map((own) => own.querySelector('iframe')), took };
}

/** What the load events began has been done. */
export async function settle() {
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  await turn();
}
