import * as api from '../index.js';

// For pages without modules. `impersonation.js` beside this file adds to the same global.
globalThis.embedHost = { ...globalThis.embedHost, ...api };
