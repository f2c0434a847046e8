import { EmbedHostError as own } from './classic/own-error.js';

/** Takes the place of `../error.js` in classic scripts: two of them on one page have one class, that of the first. */
export const EmbedHostError = globalThis.embedHost?.EmbedHostError ?? own;
