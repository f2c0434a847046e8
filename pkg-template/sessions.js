import { start } from './impersonation/core.js';
import { impersonate as open, keepLink as keep, takeLink as take } from './sessions/bindings.js';
import { enter, promised, said } from './impersonation/host.js';
import { choice, member, namesOf, number, texts } from './impersonation/options.js';

export { Impersonation } from './impersonation/host.js';

export function takeLink(options) {
  const names = namesOf(options?.names);
  start(names);
  return said(take, texts(...names));
}

export async function impersonate(options) {
  const { server, clientId, link, storage, requireImpersonator, confirm, timeout, paths, sendClientId } = options ?? {};
  if (link === undefined) keepIt();
  const place = typeof storage === 'object' && storage ? `melody:${storage.melody}` : storage ?? 'session';
  const token = member(paths, 'token', '/oauth2/v1/token');
  const revoke = member(paths, 'revoke', '/oauth2/v1/revoke');
  return promised(open, [
    texts(server, clientId, token, revoke, place, link?.refreshToken),
    number(timeout ?? 10_000),
    choice(sendClientId ?? false),
    choice(requireImpersonator ?? true),
    typeof confirm === 'function' ? 1 : choice(confirm ?? false) && 2,
    [undefined, null].indexOf(link),
    number(link?.expiresOn ?? -1),
    number(link?.expiresIn ?? -1),
  ], confirm);
}

/** For `embed-host/auto`, and so not part of what the entry exports. What goes wrong is what `impersonate` rejects with. */
export function keepLink() {
  try {
    keepIt();
  } catch {
    // Without a core there is nothing to keep it in, and every call will say so.
  }
}

const keepIt = () => enter(keep, texts(...namesOf()));
