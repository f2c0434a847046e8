export { EmbedHostError } from './error.js';
export { impersonate, Impersonation, keepLinks, onLink, takeLink } from './sessions.js';
