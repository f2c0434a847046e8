/**
 * Takes an impersonation link out of the page's address as soon as it is imported, and keeps it for a later call of
 * `impersonate()` from `embed-host/impersonation` of the same copy of the package. It goes on with every link that comes while
 * the page is open, and removes a link again that a router puts back.
 *
 * Import it before anything else that could read the address. In a framework that is the file which the browser runs first, such
 * as `instrumentation-client.js` in Next.js. It never throws: if something is wrong, `impersonate()` rejects. In Node it does
 * nothing.
 *
 * For parameters of other names, call `keepLinks` of `embed-host/impersonation` there instead.
 *
 * @packageDocumentation
 * @example
 * ```js
 * import 'embed-host/auto'; // first
 * import { impersonate } from 'embed-host/impersonation';
 *
 * impersonate({ server: 'https://auth.example.com', clientId: '…' })
 *   .then((session) => session && showBanner(session))
 *   .catch(({ code, message }) => console.warn(code, message));
 * ```
 */
export {};
