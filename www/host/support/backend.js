// The calls to the reference backend's support endpoints.
import { admission } from '../one-time-code.js';

/** The answer of the backend, or an error with its reason, its code and the HTTP status. */
async function answer(response) {
  const body = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return body;
  const error = new Error(body.error ?? `the backend answered with HTTP ${response.status}`);
  throw Object.assign(error, { code: body.code, status: response.status });
}

async function post(path, body) {
  const headers = { 'content-type': 'application/json', ...(await admission()) };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

export const signInAsSupport = async () => answer(await post('/sign-in', { user: 'support' }));

export const signOut = async () => answer(await post('/sign-out', {}));

/**
 * The users, page after page, as many as the auth server lists: `{ name, email, authId, disabled, consent }` each. `consent`
 * is given, missing, not-needed or unknown.
 */
export async function* readUsers() {
  let page = 1;
  while (page) {
    const { users, next } = await answer(await fetch(`/api/support/users?page=${page}`, { headers: await admission() }));
    yield users;
    page = next;
  }
}

/** `links`: one to each of the app's pages, all with the same new token. `replaced`: whether the earlier ones are ended. */
export const issueLinks = async (authId) => answer(await post('/api/support/impersonate', { authId }));

/** Whether the backend refused because nobody from support is signed in any more. */
export const isSignedOut = ({ status }) => status === 401 || status === 403;

/** A sentence about what did not work, with the code for a search or a ticket. */
export const told = (what, { code, message }) => `${what}${code ? ` (${code})` : ''}: ${message}.`;
