// The support console: a list of users, and links to act as them.
import { isSignedOut, readUsers, signInAsSupport, signOut, told } from './backend.js';
import { userRow } from './user-row.js';

const element = (id) => document.getElementById(id);
const sections = { in: element('users'), out: element('sign-in') };
const trouble = element('trouble');

const say = (sentence) => {
  element('announcer').textContent = sentence;
};

/** Other tabs of this browser, which have the same session. */
const tabs = new BroadcastChannel('embed-host-support');

/** The latest call of `show`: what an earlier one still finds out is dropped. */
let latest = 0;

/** Runs `act`, then shows the users, the sign-in, or an error. What was shown goes first: the rows may hold links. */
async function show(act) {
  latest += 1;
  const current = latest;
  clear();
  try {
    await act?.();
    for await (const users of readUsers()) {
      if (current !== latest) return;
      element('rows').append(...users.map((user) => userRow(user, { say, onSignedOut: leave })));
      become('in');
    }
  } catch (error) {
    if (current === latest) tell(error);
  }
}

function tell(error) {
  if (isSignedOut(error)) leave();
  // The backend asks the auth server, and counts requests, for signed-in staff only.
  else become(element('rows').hasChildNodes() || error.status >= 429 ? 'in' : 'out');
  // Whoever is not signed in sees the sign-in, which is no use before the code.
  if (isSignedOut(error) && error.code !== 'code-required') return;
  trouble.textContent = told('No list of users', error);
  trouble.hidden = false;
}

/** Leaves nothing of what a signed-in person sees, links above all. */
function leave() {
  latest += 1;
  clear();
  become('out');
}

function clear() {
  element('rows').replaceChildren();
  trouble.hidden = true;
  say('');
}

function become(state) {
  for (const [name, section] of Object.entries(sections)) section.hidden = name !== state;
}

function leaveEverywhere() {
  tabs.postMessage('signed out');
  return signOut();
}

tabs.addEventListener('message', leave);
// A page from the back/forward cache shows what was true when it was left.
window.addEventListener('pageshow', ({ persisted }) => persisted && show());

for (const [id, act] of [
  ['sign-in-button', signInAsSupport],
  ['sign-out-button', leaveEverywhere],
]) {
  element(id).addEventListener('click', async () => {
    await show(act);
    element(sections.in.hidden ? 'sign-in-button' : 'sign-out-button').focus();
  });
}

show();
