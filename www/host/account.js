// Shows what WisdomAI knows of the user: roles and attributes that are stored, and attributes that each token brings.
import { readAccount } from './backend.js';

export class Account {
  #list;
  #latest = null;

  constructor(list) {
    this.#list = list;
  }

  /** Shows the account of `user`, who is signed in; nothing for null. */
  async show(user) {
    // The row keeps its height, so that the view below does not jump.
    this.#list.replaceChildren();
    this.#list.hidden = user === null;
    this.#latest = user;
    const account = user === null ? null : await readAccount();
    // Somebody else may have signed in meanwhile.
    if (this.#latest !== user) return;
    this.#list.hidden = account === null;
    if (account === null) return;
    const facts = {
      Roles: account.roles.join(', '),
      'Stored with the user': spoken(account.stored),
      'Sent with each token': spoken(account.session),
    };
    this.#list.replaceChildren(...Object.entries(facts).map(([name, value]) => fact(name, value)));
  }
}

function fact(name, value) {
  const [row, term, text] = ['div', 'dt', 'dd'].map((tag) => document.createElement(tag));
  term.textContent = name;
  text.textContent = value || 'nothing';
  row.append(term, text);
  return row;
}

const spoken = (attributes) => attributes.map(({ key, value }) => `${key} = ${value}`).join(', ');
