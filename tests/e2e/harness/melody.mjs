import { get, post } from './control.mjs';
import { until } from './until.mjs';

/** The ids of two users there. */
export const ALICE = 'b092f671-8a3d-4c1b-b6a7-0d5e9c4f2a02';
export const SUPPORT = '849819e1-6f0a-4c55-8f0e-2f7f0a4c1d01';

/** The stand-in for Melody Auth: the refresh tokens that it issues, its control endpoints, and its counts. */
export class Melody {
  /** Every refresh token that a test was given, to look for. */
  tokens = new Set();

  constructor(origin) {
    this.origin = origin;
  }

  /**
   * What a link is made of: a refresh token for alice in the demo's app, minted by support, unless it is to be
   * another one. `query` is the three parameters as the admin panel puts them.
   */
  async issue(order = {}) {
    const wanted = { user: 'alice', by: 'support', ...order };
    const issued = await post(`${this.origin}/control/refresh-tokens`, wanted);
    const link = {
      token: issued.refresh_token,
      expiresOn: issued.refresh_token_expires_on,
      expiresIn: issued.refresh_token_expires_in,
      query: issued.query,
    };
    this.tokens.add(link.token);
    return link;
  }

  /** A user's ordinary refresh token, from their own sign-in. */
  signIn(user, order = {}) {
    return this.issue({ user, by: undefined, ...order });
  }

  async behaves(change) {
    await post(`${this.origin}/control/behaviour`, change);
  }

  /** Lets every request that is held go on. */
  async release() {
    await post(`${this.origin}/control/release`);
  }

  /** Revokes all refresh tokens, behind everybody's back. */
  async forget() {
    const answer = await fetch(`${this.origin}/control/refresh-tokens`, { method: 'DELETE' });
    if (!answer.ok) throw new Error(`the stand-in forgot nothing: ${answer.status}`);
  }

  async user(name) {
    return (await get(`${this.origin}/control/users`)).find((user) => user.name === name);
  }

  async change(name, change) {
    await post(`${this.origin}/control/users/${name}`, change);
  }

  async clientId(app = 'demo') {
    return (await get(`${this.origin}/control/apps`)).find(({ name }) => name === app).clientId;
  }

  counts() {
    return get(`${this.origin}/control/counts`);
  }

  /** The counts of these names alone. */
  async counted(...names) {
    const counts = await this.counts();
    return names.map((name) => counts[name]);
  }

  /** Waits until a count has come that far. */
  reaches(name, times) {
    return until(
      `${times} ${name}`,
      async () => (await this.counts())[name],
      (count) => count >= times,
    );
  }

  /** A text without the tokens in it, so that a failed comparison prints none, however their dots are spelt. */
  masked(text) {
    const parts = [...this.tokens].flatMap((token) => token.split('.').slice(1));
    return parts.reduce((masked, part) => masked.replaceAll(part, 'TOKEN'), text);
  }
}
