// What the pages of the elements share.
export async function backendToken() {
  const answer = await fetch('/api/wisdom-token');
  return (await answer.json()).token;
}

/** In the form of a session that `impersonate()` gives. */
class Session extends EventTarget {
  subject = 'b092f671';
  impersonatedBy = '849819e1';
  active = true;
  expiresAt = new Date(Date.now() + 1_800_000);

  async end() {
    this.active = false;
    this.dispatchEvent(new CustomEvent('ended', { detail: { reason: 'ended', revoked: true } }));
    return { revoked: true };
  }
}

export const session = new Session();
