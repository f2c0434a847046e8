import { number, texts } from './options.js';
import { valueOf } from './outcome.js';

/** What an answer of the token endpoint says, in the order in which the core takes it. A JWT is not verified, but read. */
export function read(answer) {
  const { access_token: token, refresh_token: refreshToken, expires_in: life, expires_on: end } = plain(answer);
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(token) ?? [];
  const { iss, azp, sub, impersonatedBy, iat, exp, roles } = plain(valueOf(() => decoded(payload)));
  const list = JSON.stringify(Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []);
  return [
    texts(payload && token, refreshToken, iss, azp, sub, impersonatedBy, list),
    ...[life, end, iat, exp].map((seconds) => number(seconds ?? -1)),
  ];
}

const decoded = (base64url) => {
  const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt()));
};

/** The members of a JSON object, and nothing else: what somebody has put on `Object.prototype` is no claim of a token. */
const plain = (json) => ({ __proto__: null, ...valueOf(() => JSON.parse(json)) });
