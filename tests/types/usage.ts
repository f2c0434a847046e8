// How the package is meant to be used. It is compiled and never run.
import { attach, Embed, EmbedHostError, mount, TokenSource } from 'embed-host';
import type { AttachOptions, EmbedOptions, EmbedSnapshot, EmbedState, ErrorCode, FetchReason, TokenProvider, TokenRequest } from 'embed-host';

const origin = 'https://acme.askwisdom.ai';
const token = '/api/wisdom-token';

export function everyKindOfTarget(container: HTMLElement, drawing: SVGElement): Embed[] {
  const options: EmbedOptions = { origin, token, view: 'search' };
  const root = container.attachShadow({ mode: 'open' });
  return [mount('#analytics', options), mount(container, options), mount(drawing, options), mount(root, options)];
}

export const everyView: EmbedOptions['view'][] = [
  'search',
  'dashboards',
  { dashboard: 'sales' },
  { dashboard: 42 },
  { chat: 'conv_1' },
  { chat: 'conv_1', message: 'msg_1' },
  { path: '/embed/search?theme=dark' },
];

const request: TokenRequest = {
  url: token,
  method: 'POST',
  headers: async () => new Headers({ 'x-csrf': 'value' }),
  body: () => JSON.stringify({ team: 'sales' }),
  credentials: 'include',
};

const provider: TokenProvider = async ({ signal, reason, user }) => {
  const why: FetchReason = reason;
  const who: string | undefined = user;
  const answer = await fetch(`${token}?why=${why}&who=${who ?? ''}`, { signal });
  const { ok, status } = answer;
  if (status === 401 || status === 403) throw new EmbedHostError('refused', { status });
  if (!ok) throw new EmbedHostError('backend-status', { status });
  const { token: jwt } = await answer.json();
  return { token: jwt, expiresIn: 60 };
};

export const everyTokenSource: AttachOptions['token'][] = [
  token,
  new URL(token, origin),
  { url: token },
  { url: new URL(token, origin) },
  { url: token, headers: [['x-csrf', 'value']], body: new URLSearchParams({ team: 'sales' }) },
  request,
  provider,
  () => 'a.b.c',
  () => ({ token: 'a.b.c' }),
  new TokenSource(token),
  new TokenSource(request, { user: 'alice' }),
  new TokenSource(provider, { user: 'alice', timeout: 5_000 }),
];

export function everyOption(signal: AbortSignal): Embed {
  return mount('#analytics', {
    origin,
    view: 'search',
    token,
    user: 'alice',
    timeout: 5_000,
    mintAhead: 30,
    recover: 'manual',
    signal,
    params: { theme: 'dark', locale: undefined },
    title: 'Sales',
    allow: 'microphone',
    sandbox: 'allow-scripts allow-same-origin',
    referrerPolicy: 'origin',
    loading: 'lazy',
    className: 'wide',
  });
}

export async function life(iframe: HTMLIFrameElement): Promise<EmbedState> {
  const embed = attach(iframe, { origin, token, mintAhead: false, recover: 'reload' });
  await embed.ready;
  const same: HTMLIFrameElement = embed.iframe;
  same.focus();
  (await embed.reload()) satisfies void;
  for (const next of everyTokenSource) await embed.switchUser({ token: next });
  await embed.switchUser({ token, user: 'bob' });
  embed.close();
  embed[Symbol.dispose]();
  return embed.state;
}

export function ticket(embed: Embed): string {
  const { fetch: current, lastError, life: left, ...rest }: EmbedSnapshot = embed.snapshot();
  const why: FetchReason | undefined = current?.reason;
  const what: [ErrorCode, number | undefined] | null = lastError && [lastError.code, lastError.status];
  return JSON.stringify({ ...rest, why, what, attempt: current?.attempt, seconds: left === null ? '' : left / 1_000 });
}

export function everyEvent(embed: Embed): void {
  embed.addEventListener('ready', ({ detail }) => detail satisfies null);
  embed.addEventListener('statechange', ({ detail: { from, to } }) => [from, to] satisfies EmbedState[]);
  embed.addEventListener('tokenrequest', ({ detail }) => detail satisfies null, { once: true });
  embed.addEventListener('tokensent', ({ detail: { expiresIn, ahead, waited } }) => {
    expiresIn satisfies number | undefined;
    ahead satisfies boolean;
    waited satisfies number;
  });
  embed.addEventListener('tokenerror', function ({ detail: { error, final } }) {
    this satisfies Embed;
    error.code satisfies ErrorCode;
    error.retryAfter satisfies number | undefined;
    final satisfies boolean;
  });
  embed.addEventListener('closed', ({ detail }) => detail satisfies null);
  embed.addEventListener('of-your-own', (event) => event satisfies Event);
}

export function remedy(error: unknown): string {
  if (!(error instanceof EmbedHostError)) return 'unknown';
  // A switch without a default and with a return type holds only while it names every code.
  switch (error.code) {
    case 'invalid-options':
    case 'unsupported-environment':
    case 'wasm-blocked':
      return 'change the page';
    case 'timeout':
    case 'network':
    case 'backend-status':
    case 'bad-response':
    case 'stale-token':
    case 'provider-failed':
      return 'look at the backend';
    case 'refused':
      return 'sign in';
    case 'user-conflict':
    case 'aborted':
    case 'storage-blocked':
    case 'declined':
      return 'nothing';
    case 'link-malformed':
    case 'link-expired':
    case 'link-taken':
    case 'exchange-refused':
    case 'not-impersonation':
    case 'wrong-app':
    case 'wrong-issuer':
      return 'open a new link';
    case 'session-over':
      return 'be yourself again';
  }
}
