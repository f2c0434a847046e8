// A token endpoint for embed-host: `GET /api/wisdom-token` answers { token, expires_in } to whoever is signed in.

import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { parse } from 'cookie';
import express from 'express';

const { WISDOM_ORIGIN, WISDOM_ACCESS_KEY, SESSION_SECRET, PORT = 3000 } = process.env;
for (const [name, value] of Object.entries({ WISDOM_ORIGIN, WISDOM_ACCESS_KEY, SESSION_SECRET })) {
  if (!value) throw new Error(`the environment has no ${name}`);
}

const MUTATION = `mutation ImpersonateUser($accessToken: String!, $userEmail: String!) {
  impersonateUser(accessToken: $accessToken, userEmail: $userEmail)
}`;

/** In milliseconds. The page waits ten seconds for its token: this leaves it the time to ask again. */
const TIMEOUT = 4_000;

/**
 * The email address of whoever is signed in, or null. Put your app's own session check here.
 *
 * This one reads a cookie that your sign-in sets, `<address>.<end in Unix seconds>.<signature>`: the signature is the
 * HMAC-SHA256 of what stands before it, and both it and the address are in base64url. Set the cookie with HttpOnly, Secure
 * and SameSite=Strict.
 */
function signedInUser(request) {
  const { session = '' } = parse(request.headers.cookie ?? '');
  const [user, end, signature = ''] = session.split('.');
  const expected = createHmac('sha256', SESSION_SECRET).update(`${user}.${end}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return Number(end) > Date.now() / 1000 ? Buffer.from(user, 'base64url').toString() : null;
}

/** Why there is no token. WisdomAI's own words are not in here: they may hold a token. */
class MintError extends Error {
  constructor(message, isTransient) {
    super(message);
    this.isTransient = isTransient;
  }
}

/** A new token for a user whom WisdomAI knows. */
async function mint(userEmail) {
  const { status, body } = await askWisdom({ accessToken: WISDOM_ACCESS_KEY, userEmail });
  if (status === 429 || status >= 500) throw new MintError(`WisdomAI answered with status ${status}`, true);
  const token = read(body)?.data?.impersonateUser;
  if (status === 200 && typeof token === 'string') return token;
  throw new MintError('WisdomAI refused: is the access key valid, and does the user exist?', false);
}

async function askWisdom(variables) {
  try {
    const response = await fetch(`${WISDOM_ORIGIN}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: MUTATION, variables }),
      redirect: 'manual', // The access key goes to no other address.
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return { status: response.status, body: await response.text() };
  } catch ({ name }) {
    throw new MintError(`WisdomAI could not be reached: ${name}`, true);
  }
}

/** How long the token lives, in seconds; undefined if it does not say. */
function lifetime(token) {
  const { iat, exp } = read(Buffer.from(token.split('.')[1] ?? '', 'base64url')) ?? {};
  return exp - iat || undefined;
}

function read(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const app = express();

app.get('/api/wisdom-token', async (request, response) => {
  response.set('Cache-Control', 'no-store');
  if (request.get('Sec-Fetch-Site') && request.get('Sec-Fetch-Site') !== 'same-origin') {
    return response.status(403).json({ error: 'only for pages of this origin' });
  }
  const user = signedInUser(request);
  if (!user) return response.status(401).json({ error: 'not signed in' });
  try {
    const token = await mint(user);
    return response.json({ token, expires_in: lifetime(token) });
  } catch (error) {
    console.error(error.message);
    if (!error.isTransient) return response.status(502).json({ error: 'no token' });
    // At random, so that pages which failed together do not come back together.
    return response.status(503).set('Retry-After', String(randomInt(2, 6))).json({ error: 'try again' });
  }
});

const server = app.listen(PORT, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
