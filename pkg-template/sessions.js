import { core } from './impersonation/core.js';
import { enter, promised, sessionOf } from './impersonation/host.js';

export { Impersonation } from './impersonation/host.js';

export function takeLink(options) {
  core(options?.names);
  return enter('takeLink', options);
}

export const impersonate = (options) => promised('impersonate', [options, options?.link], sessionOf, options?.confirm);

/** For `embed-host/auto`, and so not part of what the entry exports. What goes wrong is what `impersonate` rejects with. */
export function keepLink() {
  try {
    enter('keepLink');
  } catch {
    // Without a core there is nothing to keep it in, and every call will say so.
  }
}
