import * as elements from '../element.js';
import * as api from '../index.js';

// For pages without modules: the elements, with what `embed-host.js` beside this file has, so that a page needs this script alone.
globalThis.embedHost = { ...globalThis.embedHost, ...api, ...elements };
