// The links that were issued, one for each redirect URI, as the vendor's panel offers them.

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
  // In a tab of its own, which knows nothing of this one: neither its address nor what it stored.
  anchor.target = '_blank';
  anchor.rel = 'noreferrer';
  anchor.textContent = `Open, ${shape(link)}`;
  const address = document.createElement('code');
  address.textContent = shortened(link);
  item.append(anchor, address);
  return item;
}

/** Where the three parameters came to stand, since they are put at the very end of whatever the redirect URI is. */
function shape(link) {
  const { hash, search } = new URL(link);
  if (hash.includes('refresh_token=')) return 'token in the hash';
  return search.lastIndexOf('?') > 0 ? "token behind a second '?'" : 'token in the query';
}

/** The link as it may be shown: nobody needs any of the token to read it. */
const shortened = (link) => link.replace(/(refresh_token=)[^&#]*/, '$1…');
