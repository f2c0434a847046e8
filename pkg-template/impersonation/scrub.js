/** Takes a link out of the address, as the core does, where the core cannot start. What was in it is lost. */
export function scrub(names) {
  if (typeof location === 'undefined') return;
  const clean = scrubbed(location.href, names);
  if (clean === undefined) return;
  try {
    history.replaceState(history.state, '', clean);
  } catch {
    // A document without an origin of its own cannot change its address. The caller throws anyhow.
  }
}

function scrubbed(address, names) {
  const { refreshToken = 'refresh_token', expiresOn = 'refresh_token_expires_on', expiresIn = 'refresh_token_expires_in' } = names ?? {};
  const [, page, query, hash] = /^([^?#]*)([^#]*)(.*)$/s.exec(address);
  let clean = page;
  let found = false;
  for (const part of [query, hash]) {
    let kept = '';
    let mark = '';
    let open = false;
    for (const piece of part.split(/(?=[?&])/)) {
      const [name, value] = piece.slice(1).split(/=(.*)/s);
      const role = [refreshToken, expiresOn, expiresIn].indexOf(decode(name));
      if (role < 0 && !(open && piece[0] === '?')) {
        const opening = mark === '#' || (mark === '?' && !kept.includes('?'));
        kept += (opening ? mark : piece.slice(0, 1)) + piece.slice(1);
        mark = '';
        open = false;
      } else if (role >= 0) {
        mark ||= piece[0];
        open = value !== undefined;
        found ||= role === 0;
      }
    }
    clean += kept;
  }
  return found ? clean : undefined;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
