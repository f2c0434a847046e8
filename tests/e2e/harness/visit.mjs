import { scenario } from './scenario.mjs';

/**
 * `visit(name, run)` or `visit(name, options, run)`: a scenario about impersonation links. Nobody is signed in
 * to the host, and the tab has been at a page without any script before.
 */
export function visit(name, ...rest) {
  const run = rest.pop();
  scenario(name, { path: '/e2e/bare.html', user: null, ...rest.pop() }, run);
}
