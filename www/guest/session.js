// The token that the page uses: from its address, else from storage.

const KEY = 'wisdom.jwt';

export class Session {
  #claims = null;
  #refused = null;
  token = null;

  // A token in the address is used even if it is invalid and a stored one is not.
  constructor(address) {
    const given = address.searchParams.get('token');
    const token = given ?? stored();
    this.token = token;
    this.#claims = token && claimsOf(token);
    if (given !== null && this.#claims) store(given);
  }

  // Stores a token that the parent sent. False if it is not one.
  adopt(token) {
    const claims = claimsOf(token);
    if (!claims) return false;
    this.token = token;
    this.#claims = claims;
    store(token);
    return true;
  }

  // The server refused this token.
  refuse(token) {
    this.#refused = token;
  }

  // Milliseconds until the token expires, by this machine's clock.
  remaining(now) {
    if (!this.#claims || this.token === this.#refused) return 0;
    return Math.max(0, this.#claims.exp * 1000 - now);
  }

  // Its lifetime in milliseconds, if it says so.
  get life() {
    return this.#claims ? Math.max(1, (this.#claims.exp - (this.#claims.iat ?? 0)) * 1000) : 1;
  }

  get user() {
    return this.#claims?.email ?? '';
  }
}

// Storage may be blocked in a frame; then even reading `localStorage` throws. The page works without it.
function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function store(token) {
  try {
    localStorage.setItem(KEY, token);
  } catch {
    // Only the next start without a token in the address is affected.
  }
}

function claimsOf(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes));
    return Number.isFinite(claims.exp) ? claims : null;
  } catch {
    return null;
  }
}
