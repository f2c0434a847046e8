// The calls to the reference backend's support endpoints.

/** The answer of the backend, or an error with its reason and the HTTP status. */
async function answer(response) {
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw Object.assign(new Error(body.error ?? `the backend answered with HTTP ${response.status}`), { status: response.status });
}

const post = (path, body) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

export const signInAsSupport = async () => answer(await post('/sign-in', { user: 'support' }));

export const signOut = async () => answer(await post('/sign-out', {}));

/** The users: `{ name, email, authId, disabled, consent }` each. */
export const readUsers = async () => (await answer(await fetch('/api/support/users'))).users;

/** A link to each of the app's pages, all with the same new token. */
export const issueLinks = async (authId) => (await answer(await post('/api/support/impersonate', { authId }))).links;
