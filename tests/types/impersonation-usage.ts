// How the impersonation entry is meant to be used. It is compiled and never run.
import 'embed-host/auto';
import { EmbedHostError as SameError } from 'embed-host';
import { EmbedHostError, impersonate, Impersonation, keepLinks, onLink, takeLink } from 'embed-host/impersonation';
import type { ErrorCode, ImpersonationEventMap, ImpersonationLink, ImpersonationOptions, LinkOptions, Revocation } from 'embed-host/impersonation';

const server = 'https://auth.example.com';
const clientId = 'my-app';

export const sameClass: typeof SameError = EmbedHostError;

export const everyName: LinkOptions[] = [
  {},
  { names: {} },
  { names: { refreshToken: 'rt' } },
  { names: { refreshToken: 'rt', expiresOn: 'until', expiresIn: 'life' } },
];

export function everyLink(): (ImpersonationLink | null)[] {
  const link = takeLink();
  if (link) [link.refreshToken satisfies string, link.expiresOn satisfies number | undefined, link.expiresIn satisfies number | undefined];
  return [link, takeLink({ names: { expiresIn: 'life' } }), { refreshToken: 'T' }, { refreshToken: 'T', expiresOn: 1, expiresIn: 2 }, null];
}

export function keeping(): () => void {
  keepLinks();
  everyName.forEach((options) => keepLinks(options));
  return onLink(async () => { await impersonate(everyOption); });
}

export const everyStorage: ImpersonationOptions['storage'][] = ['session', 'memory', { melody: 'sessionStorage' }, { melody: 'localStorage' }];

export const everyOption: ImpersonationOptions = {
  server,
  clientId,
  link: takeLink(),
  storage: 'session',
  requireImpersonator: false,
  confirm: async ({ subject, impersonatedBy }) => subject !== (impersonatedBy satisfies string | undefined),
  timeout: 5_000,
  paths: { token: '/token', revoke: '/revoke' },
  sendClientId: true,
};

export const synchronous: ImpersonationOptions = { server, clientId, confirm: () => true, paths: {}, link: null };

export async function life(): Promise<Revocation | null> {
  const session: Impersonation | null = await impersonate({ server, clientId });
  if (!session?.active) return null;
  const who: [string, string | undefined, string[]] = [session.subject, session.impersonatedBy, session.roles];
  const until: number = session.expiresAt.getTime();
  const where: 'session' | 'memory' | 'melody' = session.storage;
  await fetch(`/orders?${who}${until}${where}`, { headers: { authorization: `Bearer ${await session.accessToken()}` } });
  return session.end();
}

export function everyEvent(session: Impersonation): void {
  session.addEventListener('expiring', ({ detail }) => detail.expiresAt satisfies Date);
  session.addEventListener('ended', function ({ detail: { reason, revoked } }) {
    this satisfies Impersonation;
    reason satisfies 'ended' | 'expired' | 'refused' | 'replaced';
    revoked satisfies boolean;
  });
  session.addEventListener('error', ({ detail }) => detail.code satisfies ErrorCode, { once: true });
  session.addEventListener('of-your-own', (event) => event satisfies Event);
  const heard = (event: ImpersonationEventMap['ended']) => event.detail.revoked;
  session.removeEventListener('ended', heard);
}
