// The calls to the host's own backend: its configuration, and who is signed in.
import { admission } from './one-time-code.js';

/** `{ wisdom, attacker, standIn }`: the origins of the tenant and of the attacker, and whether the tenant is a stand-in. */
export async function readConfig() {
  const response = await fetch('/config.json');
  return response.json();
}

/** The name of the user who is signed in, or null. */
export async function whoIsSignedIn() {
  const response = await fetch('/api/me');
  const { user } = await response.json();
  return user;
}

/** `{ roles, stored, session }`: what WisdomAI knows of the user who is signed in. Null if nobody is. */
export async function readAccount() {
  const response = await fetch('/api/wisdom-account');
  return response.ok ? response.json() : null;
}

export async function signIn(user) {
  const response = await post('/sign-in', { user });
  if (response.ok) return;
  const { error = `HTTP ${response.status}` } = await response.json().catch(() => ({}));
  throw new Error(`the backend did not sign ${user} in: ${error}.`);
}

export async function signOut() {
  await post('/sign-out');
}

async function post(path, body) {
  if (body === undefined) return fetch(path, { method: 'POST' });
  const headers = { 'content-type': 'application/json', ...(await admission()) };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}
