// One row of the console: a user, and the links to act as them.
import { issueLinks } from './backend.js';
import { linkList } from './links.js';

/** `say(sentence)` announces a change to screen readers. */
export function userRow(user, say) {
  const row = document.createElement('li');
  row.className = 'row';
  const links = document.createElement('div');
  row.append(who(user), button(user, links, say), links);
  return row;
}

function who(user) {
  const [box, title, address] = ['div', 'strong', 'span'].map((tag) => document.createElement(tag));
  box.className = 'whom';
  title.textContent = user.name;
  address.textContent = user.email ?? '';
  box.append(title, address, ...marks(user));
  return box;
}

/** Reasons why a link may be refused. The button works all the same: the auth server decides. */
function marks({ disabled, consent }) {
  return [disabled && 'disabled', !consent && 'no consent'].filter(Boolean).map((text) => {
    const mark = document.createElement('em');
    mark.className = 'mark-off';
    mark.textContent = text;
    return mark;
  });
}

function button({ name, authId }, links, say) {
  const get = document.createElement('button');
  get.type = 'button';
  get.textContent = 'Get a link';
  get.setAttribute('aria-label', `Get a link to act as ${name}`);
  get.addEventListener('click', async () => {
    get.disabled = true;
    try {
      links.replaceChildren(linkList(await issueLinks(authId)));
      say(`There are links to act as ${name}.`);
    } catch (error) {
      links.replaceChildren(refusal(error));
      say(`No link: ${error.message}.`);
    }
    get.disabled = false;
    get.focus();
  });
  return get;
}

function refusal({ message }) {
  const text = document.createElement('p');
  text.className = 'refusal';
  text.textContent = `No link: ${message}.`;
  return text;
}
