import { namesOf } from './options.js';
import { valueOf, works } from './outcome.js';

/** Takes a link out of the address, as the core does, where the core cannot start. What was in it is lost. */
export function scrub(names = namesOf()) {
  works(() => {
    const clean = scrubbed(location.href, names);
    if (clean !== undefined) history.replaceState(history.state, '', clean);
  });
}

function scrubbed(address, names) {
  const [, page, query, hash] = /^([^?#]*)([^#]*)(.*)$/s.exec(address);
  let clean = page;
  let found = false;
  for (const part of [query, hash]) {
    let kept = '';
    let mark = '';
    let open = false;
    for (const piece of part.split(/(?=[?&])/)) {
      const [name, value] = piece.slice(1).split(/=(.*)/s);
      const role = names.indexOf(valueOf(() => decodeURIComponent(name)));
      if (role >= 0) {
        mark ||= piece[0];
        open = value !== undefined;
        found ||= role === 0;
      } else if (!open || piece[0] !== '?') {
        const opening = mark === '#' || (mark === '?' && !kept.includes('?'));
        kept += (opening ? mark : piece.slice(0, 1)) + piece.slice(1);
        mark = '';
        open = false;
      }
    }
    clean += kept;
  }
  return found ? clean : undefined;
}
