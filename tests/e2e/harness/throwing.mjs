// What the package calls in the browser that may throw, as its bindings write it; where a page could replace that; and in which
// steps of `pages/throwing.mjs` and `pages/throwing-session.mjs` it throws once, after so many calls that do not. What comes of it
// is `done`, by another try of the package's own, or the code of the error that is thrown or told. Some calls are only made `where`
// the browser has something.

const THREW = 'unsupported-environment';
const INVALID = 'invalid-options';

/** What no page can make throw, or what the package does not call itself. */
export const EXEMPT = {
  'arg1.href': 'a script can replace neither `location` nor a member of it',
  'setTimeout(arg0,arg1)': 'gloo-timers calls it, and has no result for it: the page gets its panic, and the next input sets the timer',
};

/** Where a session is kept as Melody's own client keeps it. */
const MELODY = { storage: { melody: 'localStorage' } };

const at = (path, ...cases) => ({ path, cases: cases.flat() });

/** A case for each number of calls that do not throw. */
const each = (afters, rest) => afters.map((after) => ({ ...rest, after }));

const TOLD = `${THREW}, told ${THREW}`;

export const EMBED = {
  'arg0.addEventListener(text,arg3)': at(
    'EventTarget.prototype.addEventListener',
    each([0, 1, 4, 5], { step: 'mount', comes: THREW }),
    { job: 'attached', step: 'attach', comes: THREW },
    { step: 'load' },
    { step: 'reload', comes: TOLD },
    { step: 'switch', comes: `done, told ${THREW}` },
  ),
  'arg0.removeEventListener(text,arg3)': at(
    'EventTarget.prototype.removeEventListener',
    each([0, 1, 5], { step: 'close' }),
    { step: 'reload' },
    { job: 'attached', step: 'close' },
  ),
  'arg0.appendChild(arg1)': at('Node.prototype.appendChild', { step: 'mount', comes: INVALID }),
  'arg0.before(arg1)': at('Element.prototype.before', { step: 'reload' }, { step: 'switch' }),
  'arg0.call(arg1,arg2)': at('Function.prototype.call', each([0, 1], { step: 'reload' }), { step: 'ask' }),
  'arg0.call(arg1,arg2,arg3)': at('Function.prototype.call', { job: 'shared', step: 'mount' }),
  'arg0.cloneNode()': at('Node.prototype.cloneNode', { step: 'reload' }, { step: 'switch' }),
  'arg0.createElement(text)': at('Document.prototype.createElement', { step: 'mount', comes: THREW }),
  'arg0.postMessage(arg1,text)': at('faults.guest.postMessage', { step: 'ask', comes: `done, told ${THREW}` }),
  'arg0.querySelector(text)': at('Document.prototype.querySelector', { step: 'mount', comes: INVALID }),
  'arg0.removeAttribute(text)': at('Element.prototype.removeAttribute', { step: 'reload' }, { step: 'switch' }),
  'arg0.replace(text)': at('faults.guest.replace', { job: 'attached', step: 'reload', comes: TOLD }),
  'arg0.text()': at('Response.prototype.text', { job: 'shared', step: 'load' }),
  'new AbortController': at('AbortController', { step: 'mount' }, { step: 'ask' }),
  'new URL(text,text)': at('URL', { step: 'mount', comes: INVALID }, { job: 'attached', step: 'reload', comes: INVALID }),
  'new URLSearchParams': at('URLSearchParams', { step: 'mount', comes: THREW }),
  'new URLSearchParams(arg0)': at('URLSearchParams', { step: 'mount', comes: INVALID }),
  'new URLSearchParams(text)': at('URLSearchParams', { job: 'shared', step: 'mount', comes: INVALID }),
  'JSON.parse(text)': at('JSON.parse', { job: 'shared', step: 'load' }, { step: 'reload' }),
  'Reflect.get(arg0,arg1)': at('Reflect.get', { step: 'mount' }, { step: 'ask' }, { token: 'request', step: 'load' }),
  'Reflect.getOwnPropertyDescriptor(arg0,arg1)': at(
    'Reflect.getOwnPropertyDescriptor',
    { job: 'shared', step: 'mount' },
    { step: 'ask' },
  ),
  'Reflect.getPrototypeOf(arg0)': at('Reflect.getPrototypeOf', { step: 'mount' }, { token: 'request', step: 'load' }),
  'Reflect.ownKeys(arg0)': at('Reflect.ownKeys', { step: 'mount' }, { job: 'shared', step: 'mount', after: 3, comes: INVALID }),
  'Reflect.set(arg0,arg1,arg2)': at('Reflect.set', { step: 'mount', comes: THREW }, { token: 'request', step: 'reload' }),
};

export const SESSION = {
  'arg0.addEventListener(text,arg3)': at(
    'EventTarget.prototype.addEventListener',
    { step: 'keep', after: 0 },
    { step: 'keep', after: 5, where: 'navigation' },
    each([0, 2], { step: 'open' }),
  ),
  'arg0.removeEventListener(text,arg3)': at('EventTarget.prototype.removeEventListener', each([0, 2], { step: 'end' })),
  'arg0.call(arg1)': at('Function.prototype.call', { step: 'another' }),
  // The promise of `accessToken()` is settled by js-sys in this way, which panics where that throws: no step does it.
  'arg0.call(arg1,arg2)': at('Function.prototype.call', each([0, 1], { step: 'open' })),
  'arg0.call(arg1,arg2,arg3)': at('Function.prototype.call', { step: 'open' }, each([0, 1], { step: 'end' })),
  'arg0.history': at('history', { step: 'keep' }, { job: 'taken', step: 'take', comes: THREW }),
  'arg0.localStorage': at(
    'localStorage',
    { step: 'open', options: MELODY },
    each([0, 1], { step: 'end', options: MELODY }),
  ),
  'arg0.removeItem(text)': at('Storage.prototype.removeItem', { step: 'end' }),
  'arg0.replaceState(arg1,text,text)': at(
    'History.prototype.replaceState',
    { step: 'keep' },
    { job: 'taken', step: 'take', comes: THREW },
  ),
  'arg0.sessionStorage': at('sessionStorage', { step: 'open' }, { step: 'end' }, { step: 'open', resumes: true }),
  'arg0.setItem(text,text)': at('Storage.prototype.setItem', { step: 'open' }, { step: 'renew' }),
  'arg0.state': at('History.prototype.state', { step: 'keep' }, { job: 'taken', step: 'take', comes: THREW }),
  'arg0.text()': at('Response.prototype.text', { step: 'open' }),
  'arg1.btoa(text)': at('btoa', { step: 'end' }),
  'arg1.getItem(text)': at('Storage.prototype.getItem', { step: 'end' }, each([0, 1], { step: 'open', resumes: true })),
  'new AbortController': at('AbortController', { step: 'open' }, { step: 'renew' }, { step: 'end' }),
  'new URL(text)': at('URL', { step: 'open', comes: INVALID }),
  'JSON.parse(text)': at('JSON.parse', { step: 'open' }, { step: 'open', resumes: true }, { step: 'end' }),
  'JSON.stringify(arg0)': at('JSON.stringify', { step: 'open' }),
  'Reflect.deleteProperty(arg0,arg1)': at('Reflect.deleteProperty', { step: 'open' }),
  'Reflect.get(arg0,arg1)': at('Reflect.get', { step: 'keep' }, { step: 'open' }, { step: 'end' }),
  'Reflect.getOwnPropertyDescriptor(arg0,arg1)': at(
    'Reflect.getOwnPropertyDescriptor',
    { step: 'open' },
    { step: 'open', resumes: true },
  ),
  'Reflect.getPrototypeOf(arg0)': at('Reflect.getPrototypeOf', { step: 'open' }),
  'Reflect.ownKeys(arg0)': at('Reflect.ownKeys', { step: 'open' }),
  'Reflect.set(arg0,arg1,arg2)': at('Reflect.set', { step: 'keep' }, { step: 'open' }),
};
