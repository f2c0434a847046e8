// The token the page works with: from its address, else from storage.

const KEY = 'wisdom.jwt';

export class Session {
  #claims = null;
  #refused = null;
  token = null;

  // What is in the address wins over what was stored, even if it is worthless.
  constructor(address) {
    const given = address.searchParams.get('token');
    const token = given ?? stored();
    this.token = token;
    this.#claims = token && claimsOf(token);
    if (given !== null && this.#claims) store(given);
  }

  // Takes a token that the parent sent, if it is one.
  adopt(token) {
    const claims = claimsOf(token);
    if (!claims) return false;
    this.token = token;
    this.#claims = claims;
    store(token);
    return true;
  }

  // The server would not take this token.
  refuse(token) {
    this.#refused = token;
  }

  // Milliseconds that the token still has by this machine's clock.
  remaining(now) {
    if (!this.#claims || this.token === this.#refused) return 0;
    return Math.max(0, this.#claims.exp * 1000 - now);
  }

  // Milliseconds that it had at first, as far as it tells.
  get life() {
    return this.#claims ? Math.max(1, (this.#claims.exp - (this.#claims.iat ?? 0)) * 1000) : 1;
  }

  get user() {
    return this.#claims?.email ?? '';
  }
}

// Storage may be blocked in a frame, and then even its name throws. The page works without it.
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
    // Nothing is lost but the next start without a token.
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
