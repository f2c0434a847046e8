/** How often a link is taken out of the address again, where a page's router puts it back again and again. */
const ROUNDS = 20;

/**
 * Takes the link with these names out of the address, as the core does, where there is no core. Gives the address that it was in,
 * or `undefined` if there was none.
 */
export function scrub({ refreshToken, expiresOn, expiresIn }) {
  try {
    const address = location.href;
    const clean = scrubbed(address, [refreshToken, expiresOn, expiresIn]);
    if (clean === undefined) return undefined;
    history.replaceState(history.state, '', clean);
    return address;
  } catch {
    // A browser's own error would hold the address.
    return undefined;
  }
}

/**
 * Calls `take` now, and whenever there may be another address, as the core does. It says whether it took a link out. What is
 * returned ends this.
 */
export function keepScrubbed(take) {
  // On a server, and in a worker, there is no address.
  if (typeof document === 'undefined') return () => {};
  let scrubbing = false;
  let rounds = 0;
  const again = () => {
    if (scrubbing || rounds >= ROUNDS) return;
    scrubbing = true;
    if (take()) rounds++;
    scrubbing = false;
  };
  again();
  const watch = new AbortController();
  const { signal } = watch;
  for (const type of ['hashchange', 'load', 'pageshow', 'popstate', 'visibilitychange']) addEventListener(type, again, { signal });
  globalThis.navigation?.addEventListener?.('currententrychange', again, { signal });
  return () => watch.abort();
}

/** The address without its link, or `undefined` if there is none. The link is looked for where the core looks. */
function scrubbed(address, names) {
  const [, page, query, hash] = /^([^?#]*)([^#]*)(.*)$/s.exec(address);
  let clean = page;
  let found = false;
  for (const part of [query, hash]) {
    const { kept, link } = withoutLink(part, names);
    clean += kept;
    found ||= link;
  }
  return found ? clean : undefined;
}

/** A query or a hash without the parameters of a link, and whether there was one. Beside an access token there is none. */
function withoutLink(part, names) {
  let kept = '';
  let link = false;
  let freed = '';
  let open = false;
  for (const segment of part.split(/(?=[?&])/)) {
    const [text, value] = segment.slice(1).split(/=(.*)/s);
    const name = decoded(text);
    const param = names.indexOf(name);
    if (param >= 0) {
      freed ||= segment[0];
      open = value !== undefined;
      link ||= param === 0;
    } else if (!open || segment[0] !== '?') {
      if (name === 'access_token') return { kept: part, link: false };
      const opening = freed === '#' || (freed === '?' && !kept.includes('?'));
      kept += (opening ? freed : segment.slice(0, 1)) + segment.slice(1);
      freed = '';
      open = false;
    }
  }
  return { kept, link };
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
