// With real credentials the backend serves a browser that was let in by the code which the program printed. The code
// comes in the fragment of the address, and is exchanged for a key. Your own sign-in takes the place of all this.

const KEY = 'embed-host-demo-key';

let exchanged = enter();

/** The headers of a call that needs the key. Without real credentials there is none. */
export async function admission() {
  await exchanged;
  return stored();
}

// The address with the code was opened in a tab that shows this page already.
addEventListener('hashchange', async () => {
  const late = enter();
  if (late === null) return;
  exchanged = late;
  await late;
  location.reload();
});

/** Takes a code out of the address and exchanges it. Null if there is none. */
function enter() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  return exchange(code);
}

async function exchange(code) {
  const headers = { 'content-type': 'application/json', ...stored() };
  const response = await fetch('/sign-in/code', { method: 'POST', headers, body: JSON.stringify({ code }) });
  // Otherwise the key that there may be is as good as it was, or the sign-in says what to do.
  if (response.status === 200) localStorage.setItem(KEY, (await response.json()).key);
}

function stored() {
  const key = localStorage.getItem(KEY);
  return key === null ? {} : { authorization: `Bearer ${key}` };
}
