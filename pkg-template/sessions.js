import { core } from './impersonation/core.js';
import { enter, promised, said } from './impersonation/host.js';
import { member, number, switched, text } from './impersonation/options.js';

export { Impersonation } from './impersonation/host.js';

export function takeLink(options) {
  const names = options?.names;
  core(names);
  return said('takeLink', ...['refreshToken', 'expiresOn', 'expiresIn'].map((name) => member(names, name)));
}

export async function impersonate(options) {
  const { server, clientId, link, storage, requireImpersonator, confirm, timeout, paths, sendClientId } = options ?? {};
  return promised('impersonate', [
    text(server),
    text(clientId),
    member(paths, 'token'),
    member(paths, 'revoke'),
    typeof storage === 'object' && storage ? `melody:${storage.melody}` : text(storage ?? 'session'),
    number(timeout ?? 10_000),
    switched(sendClientId ?? false),
    switched(requireImpersonator ?? true),
    typeof confirm === 'function' ? 1 : switched(confirm ?? false) && 2,
    [undefined, null].indexOf(link),
    text(link?.refreshToken),
    number(link?.expiresOn ?? -1),
    number(link?.expiresIn ?? -1),
  ], confirm);
}

/** For `embed-host/auto`, and so not part of what the entry exports. What goes wrong is what `impersonate` rejects with. */
export function keepLink() {
  try {
    enter('keepLink');
  } catch {
    // Without a core there is nothing to keep it in, and every call will say so.
  }
}
