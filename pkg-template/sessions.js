import module from './sessions/module.hex';
import { loadCoreBy } from './core.js';
import { start } from './start.js';

export { impersonate, Impersonation, keepLinks, onLink, takeLink } from './api/impersonation.js';

// The bindings make text coders when they are evaluated. The bundler defers that to the first call.
loadCoreBy(() => start(() => require('./sessions/bindings.js'), module));
