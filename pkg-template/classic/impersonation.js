import * as api from '../impersonation.js';

// For pages without modules. `embed-host.js` beside this file adds to the same global.
globalThis.embedHost = { ...globalThis.embedHost, ...api };
