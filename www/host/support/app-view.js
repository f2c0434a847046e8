// What the app's page displays.

const element = (id) => document.getElementById(id);

/** What to do about a link that was not opened, by error code. */
const ADVICE = {
  'link-malformed': 'The address is not one that a console makes. Get another link.',
  'link-expired': 'The link has expired. Get another one.',
  'link-taken': 'Another copy of embed-host on this page has taken the link.',
  'exchange-refused': 'The auth server does not know the link, or no longer. Get another one.',
  'not-impersonation': "This is somebody's ordinary sign-in, not an impersonation. Do not use it, and ask who sent it.",
  'wrong-app': 'The link is for another app.',
  'wrong-issuer': 'The link is from another auth server.',
  'session-over': 'The session that this tab had is over.',
};

const DISABLED = "This person's account is disabled at the auth server, so no link opens it. Have it enabled first.";

export function showWho(name, how) {
  element('who').textContent = name;
  element('how').textContent = how;
}

/** The facts of a session, or that there is none. */
export function showFacts(session) {
  const address = location.pathname + location.search + location.hash;
  const facts = session && {
    Subject: session.subject,
    'Opened by': session.impersonatedBy,
    'Ends at': session.expiresAt.toLocaleTimeString(),
    'Kept in': session.storage === 'memory' ? 'this page alone' : "this tab's sessionStorage",
  };
  const rows = Object.entries({ Address: address, Impersonation: session ? 'yes' : 'no', ...facts }).map(([name, value]) => {
    const [row, term, text] = ['div', 'dt', 'dd'].map((tag) => document.createElement(tag));
    term.textContent = name;
    text.textContent = value;
    row.append(term, text);
    return row;
  });
  element('facts').replaceChildren(...rows);
  document.body.toggleAttribute('data-acting', session !== null);
}

export function note(sentence, kind = 'fact') {
  const entry = document.createElement('li');
  entry.dataset.kind = kind;
  entry.textContent = sentence;
  element('log').append(entry);
}

/** A link that was not opened: what that means, its code, and what to do. */
export function refused({ code = 'unknown', status, message }, result = 'No session') {
  // Melody Auth answers 401 to a good link of a disabled account, and 400 to every other link that it refuses.
  const advice = code === 'exchange-refused' && status === 401 ? DISABLED : ADVICE[code];
  note(`${result} (${code}). ${advice ?? message}`, 'refusal');
}
