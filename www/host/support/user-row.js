// One row of the console: a user, and the links to act as them.
import { issueLinks, isSignedOut, told } from './backend.js';
import { IssuedLinks } from './links.js';

/** `say(sentence)` announces a change to screen readers. `onSignedOut()` runs when the backend refuses the session. */
export function userRow(user, page) {
  const row = document.createElement('li');
  row.className = 'row';
  row.append(who(user));
  if (!user.disabled) row.append(...order(user, page));
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

/**
 * Why a link would not help. The auth server makes one for a disabled account, which then opens nothing, so none is
 * offered. Missing consent is only a mark: it may have been given meanwhile, and the auth server decides.
 */
function marks({ disabled, consent }) {
  return [disabled && 'disabled', consent === 'missing' && 'no consent'].filter(Boolean).map((text) => {
    const mark = document.createElement('em');
    mark.className = 'mark-off';
    mark.textContent = text;
    return mark;
  });
}

/** The button that orders a link, and what comes of it. */
function order({ name, authId }, { say, onSignedOut }) {
  const outcome = document.createElement('div');
  const links = new IssuedLinks();
  const get = document.createElement('button');
  get.type = 'button';
  get.textContent = 'Get a link';
  get.setAttribute('aria-label', `Get a link to act as ${name}`);
  get.addEventListener('click', async () => {
    get.disabled = true;
    links.hold();
    try {
      const issued = await issueLinks(authId);
      // Somebody has signed out meanwhile.
      if (!get.isConnected) return;
      links.show(issued);
      outcome.replaceChildren(...links.parts);
      say(`There are links to act as ${name}.`);
    } catch (error) {
      if (!get.isConnected) return;
      if (isSignedOut(error)) {
        onSignedOut();
        return;
      }
      links.release();
      outcome.replaceChildren(refusal(error), ...links.parts);
      say(`No link: ${error.message}.`);
    }
    get.disabled = false;
    get.focus();
  });
  return [get, outcome];
}

function refusal(error) {
  const text = document.createElement('p');
  text.className = 'refusal';
  text.textContent = told('No link', error);
  return text;
}
