/**
 * Both jobs of the package with one WebAssembly module that is a file of its own, `embed-host/embed-host.wasm`: for pages that
 * use both, for caches that keep the module apart from the scripts, and for browsers that compile only small modules
 * synchronously.
 *
 * Everything is as in `embed-host` and `embed-host/impersonation`, once {@link init} has resolved. Importing this module has no
 * effect, in a browser, in Node or in a test. Do not use it on a page beside those entries: each has embeds, sources and sessions
 * of its own.
 *
 * @packageDocumentation
 */

export * from './impersonation.js';
export * from './index.js';

/**
 * Starts the WebAssembly module. Until it has resolved, {@link mount}, {@link attach}, {@link impersonate}, {@link takeLink} and
 * {@link onLink} throw or reject with `unsupported-environment`, whose message says so, or with why this failed; a
 * {@link TokenSource} can be made, and {@link keepLinks} takes the link out of the address at once.
 *
 * Calls share one start: those that come while it is under way, or after it, resolve with it, and their source is not used. After
 * a failure the next call starts anew, with its own source; only after a module of another version has started, the page must be
 * loaded again.
 *
 * @param source where the module is; see {@link ModuleSource}.
 * @param options whether the impersonation link is taken.
 * @throws {EmbedHostError} as a rejection. `network` if the file cannot be fetched, is cut short, or has another hash than
 *   `integrity` says; `backend-status`, with `status`; `bad-response` if what came is no WebAssembly, or is that of another
 *   version; `wasm-blocked` if a content security policy forbids WebAssembly; `unsupported-environment` outside a browser, and in
 *   one that is too old or has no WebAssembly; `invalid-options` for another source, and an option that does not exist.
 * @example
 * ```js
 * import { init, mount } from 'embed-host/slim';
 *
 * // As webpack takes it; Vite has `?url`, and other pages give the address at which they serve the file.
 * init(new URL('embed-host/embed-host.wasm', import.meta.url)).then(() => {
 *   mount('#analytics', { origin: 'https://acme.askwisdom.ai', view: 'search', token: '/api/wisdom-token' });
 * });
 * ```
 */
export function init(source: ModuleSource | PromiseLike<ModuleSource>, options?: InitOptions): Promise<void>;

/**
 * Where {@link init} gets the module from: the address of `embed-host.wasm`, the answer to a request for it, its bytes, or the
 * compiled module. An address is fetched without a `Referer`. Only the file of this version of the package is accepted. Serve it
 * as `application/wasm`; with another type it works, and starts later.
 */
export type ModuleSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** The options of {@link init}. */
export interface InitOptions {
  /**
   * Whether the impersonation link is taken out of the address, for {@link impersonate}: it leaves the address before `init`
   * returns, also if the module cannot be started, and is opened once that runs. The same as calling {@link keepLinks} before,
   * which you do instead if your links have parameters of other names. Default `false`.
   */
  takeLink?: boolean;
}
