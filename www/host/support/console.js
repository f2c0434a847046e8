// The support console: a list of users, and links to act as them.
import { readUsers, signInAsSupport, signOut, told } from './backend.js';
import { userRow } from './user-row.js';

const element = (id) => document.getElementById(id);
const sections = { in: element('users'), out: element('sign-in') };
const trouble = element('trouble');

const say = (sentence) => {
  element('announcer').textContent = sentence;
};

/** Runs `act`, then shows the users, the sign-in, or an error. */
async function show(act) {
  trouble.hidden = true;
  try {
    await act?.();
    const users = await readUsers();
    element('rows').replaceChildren(...users.map((user) => userRow(user, say)));
    become('in');
  } catch (error) {
    element('rows').replaceChildren();
    // The backend asks the auth server for signed-in staff only.
    become(error.status >= 500 ? 'in' : 'out');
    // Whoever is not signed in sees the sign-in, which is no use before the code.
    if (error.status === 403 || (error.status === 401 && error.code !== 'code-required')) return;
    trouble.textContent = told('No list of users', error);
    trouble.hidden = false;
  }
}

function become(state) {
  for (const [name, section] of Object.entries(sections)) section.hidden = name !== state;
}

for (const [id, act] of [
  ['sign-in-button', signInAsSupport],
  ['sign-out-button', signOut],
]) {
  element(id).addEventListener('click', async () => {
    await show(act);
    element(sections.in.hidden ? 'sign-in-button' : 'sign-out-button').focus();
  });
}

show();
