/**
 * Takes an impersonation link out of the page's address as soon as it is imported, and keeps it for a later call of
 * `impersonate()` from `embed-host/impersonation` of the same copy of the package.
 *
 * Import it before anything else that could read the address. It never throws: if something is wrong, `impersonate()` rejects.
 * In Node it does nothing.
 *
 * @packageDocumentation
 * @example
 * ```js
 * import 'embed-host/auto'; // first
 * import { impersonate } from 'embed-host/impersonation';
 *
 * const session = await impersonate({ server: 'https://auth.example.com', clientId: '…' });
 * ```
 */
export {};
