// The issued links, one for each redirect URI, as in the vendor's panel.

export function linkList(links) {
  const list = document.createElement('ul');
  list.className = 'links';
  list.append(...links.map(entry));
  return list;
}

function entry(link) {
  const item = document.createElement('li');
  const anchor = document.createElement('a');
  anchor.href = link;
  // In a new tab, without this page's address and sessionStorage.
  anchor.target = '_blank';
  anchor.rel = 'noreferrer';
  anchor.textContent = `Open, ${shape(link)}`;
  const address = document.createElement('code');
  address.textContent = shortened(link);
  item.append(anchor, address);
  return item;
}

/** Where the three parameters are, since they are appended to the redirect URI whatever it contains. */
function shape(link) {
  const { hash, search } = new URL(link);
  if (hash.includes('refresh_token=')) return 'token in the hash';
  return search.lastIndexOf('?') > 0 ? "token behind a second '?'" : 'token in the query';
}

/** The link without its token. */
const shortened = (link) => link.replace(/(refresh_token=)[^&#]*/, '$1…');
