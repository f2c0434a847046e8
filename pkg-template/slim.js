export { attach, Embed, mount, TokenSource } from './api/embed.js';
export { impersonate, Impersonation, keepLinks, onLink, takeLink } from './api/impersonation.js';
export { EmbedHostError } from './error.js';
export { init } from './init.js';
