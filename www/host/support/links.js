// The issued links, one for each redirect URI, as in the vendor's panel. New ones take the place of earlier ones.

export class IssuedLinks {
  #list = null;
  #replaced = 0;
  #ended = true;

  /** The elements to show, the latest links first. */
  get parts() {
    return [this.#list, this.#replaced > 0 && replacedNote(this.#replaced, this.#ended)].filter(Boolean);
  }

  /** Makes the present links unclickable, because others that end them may be on their way. */
  hold() {
    if (this.#list) this.#list.inert = true;
  }

  /** No others came: the present links are as good as they were. */
  release() {
    if (this.#list) this.#list.inert = false;
  }

  /** Shows these instead of the present ones. `replaced` is whether the auth server has ended those. */
  show({ links, replaced }) {
    if (this.#list) {
      this.#replaced += 1;
      this.#ended &&= replaced;
    }
    this.#list = linkList(links);
  }
}

function replacedNote(times, ended) {
  const note = document.createElement('p');
  note.className = 'replaced';
  const subject = times === 1 ? 'The earlier link is replaced' : `${times} earlier links are replaced`;
  const whole = times === 1 ? 'it opens' : 'they open';
  note.textContent = ended
    ? `${subject}: ${whole} nothing any more.`
    : `${subject}, but the auth server did not end ${times === 1 ? 'it' : 'all of them'}: a copy opens the app until it expires.`;
  return note;
}

function linkList(links) {
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
