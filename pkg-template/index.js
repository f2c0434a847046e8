import module from './embed/module.hex';
import { loadCoreBy } from './core.js';
import { start } from './start.js';

export { attach, Embed, mount, TokenSource } from './api/embed.js';
export { EmbedHostError } from './error.js';

// The bindings make text coders when they are evaluated. The bundler defers that to the first call.
loadCoreBy(() => start(() => require('./embed/bindings.js'), module));
