const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Something in the form of an access token that nobody signed. */
export const unsigned = (claims) =>
  `${[{ alg: 'RS256', typ: 'JWT' }, claims].map(base64url).join('.')}.${'s'.repeat(86)}`;
