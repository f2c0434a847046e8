export { EmbedHostError } from './error.js';
export { impersonate, Impersonation, takeLink } from './sessions.js';
