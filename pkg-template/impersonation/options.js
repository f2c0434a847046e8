// Options are read here and judged in the core. A value of another type than expected comes there as one that is no good.

/** A text; an empty one for anything else. A NUL stands between texts on their way to the core, and so in none of them. */
export const text = (value) => (typeof value === 'string' && !value.includes('\0') ? value : '');

/** All these texts as one. */
export const texts = (...values) => values.map((value) => `${text(value)}\0`).join('');

/** A number; one that is none for anything else. */
export const number = (value) => (typeof value === 'number' ? value : NaN);

/** 0 for false, 1 for true, and below zero for anything else. */
export const choice = (value) => [false, true].indexOf(value);

/** A member of an object, or its usual value; nothing of what is no object. */
export const member = (object, name, usual) => (typeof (object ?? {}) === 'object' ? object?.[name] ?? usual : undefined);

/** The names of a link's parameters. */
export const namesOf = (names) => [
  member(names, 'refreshToken', 'refresh_token'),
  member(names, 'expiresOn', 'refresh_token_expires_on'),
  member(names, 'expiresIn', 'refresh_token_expires_in'),
];
