// How the elements are meant to be used. It is compiled and never run.
import { EmbedHostError, TokenSource, type Embed, type EmbedSnapshot } from 'embed-host';
import { ImpersonationBannerElement, WisdomEmbedElement } from 'embed-host/element';
import type { ImpersonationBannerAttributes, ImpersonationLabel, WisdomEmbedAttributes, WisdomEmbedEventMap } from 'embed-host/element';
import type { Impersonation } from 'embed-host/impersonation';

declare const session: Impersonation;

export async function embed(): Promise<(Embed | EmbedSnapshot | null)[]> {
  const element: WisdomEmbedElement = document.createElement('wisdom-embed');
  element.origin = 'https://acme.askwisdom.ai';
  element.origin = new URL('https://acme.askwisdom.ai');
  element.view = 'search';
  element.view = { chat: 'c1', message: 'm1' };
  element.dashboard = 7;
  element.params = { region: 'EU', year: undefined };
  element.params = new URLSearchParams({ region: 'EU' });
  element.token = '/api/wisdom-token';
  element.token = async ({ signal, reason }) => {
    const response = await fetch(`/api/wisdom-token?${reason}`, { signal });
    const { ok, status } = response;
    if (status === 401 || status === 403) throw new EmbedHostError('refused', { status });
    if (!ok) throw new EmbedHostError('backend-status', { status });
    return response.json();
  };
  element.token = new TokenSource('/api/wisdom-token');
  element.token = null;
  element.timeout = 5000;
  element.mintAhead = false;
  element.recover = 'manual';
  element.loading = 'lazy';
  element.title satisfies string;
  element.state satisfies string | null;
  element.addEventListener('tokenerror', ({ detail }) => detail.error.code satisfies string);
  element.addEventListener('error', ({ detail }) => detail.error satisfies EmbedHostError);
  element.addEventListener('click', ({ clientX }) => clientX satisfies number);
  await element.ready;
  await element.reload();
  await element.switchUser({ token: '/api/wisdom-token', user: 'bob' });
  return [element.embed, element.snapshot(), document.querySelector('wisdom-embed')?.embed ?? null];
}

export function banner(): ImpersonationBannerElement | null {
  const element = document.querySelector('impersonation-banner');
  if (!element) return null;
  element.session = session;
  element.session = undefined;
  element.label = ({ subject }) => subject;
  element.label = async () => ({ subject: 'Alice', impersonatedBy: 'Sam' });
  element.position = 'bottom';
  element.collapsed = true;
  element.returnTo = '/support';
  element.addEventListener('end', (event) => event.preventDefault());
  element.addEventListener('ended', ({ detail }) => detail.reason satisfies string);
  return element;
}

export const label: ImpersonationLabel = async ({ subject, impersonatedBy }) => `${subject}, ${impersonatedBy}`;

export const attributes: WisdomEmbedAttributes = {
  origin: 'https://acme.askwisdom.ai',
  view: { dashboard: 'sales' },
  token: async () => 'a.b.c',
  mintAhead: 30,
  onready: (event: WisdomEmbedEventMap['ready']) => void event,
  onerror: ({ detail }) => void detail.error.code,
};

/** An attribute is nothing that its property does not take. */
export function set(embed: WisdomEmbedElement, banner: ImpersonationBannerElement, on: WisdomEmbedAttributes, over: ImpersonationBannerAttributes): void {
  embed.origin = on.origin;
  embed.view = on.view;
  embed.dashboard = on.dashboard;
  embed.chat = on.chat;
  embed.message = on.message;
  embed.path = on.path;
  embed.params = on.params;
  embed.token = on.token;
  embed.user = on.user;
  embed.timeout = on.timeout;
  embed.mintAhead = on.mintAhead;
  embed.recover = on.recover;
  embed.title = on.title;
  embed.allow = on.allow;
  embed.sandbox = on.sandbox;
  embed.referrerPolicy = on.referrerPolicy;
  embed.loading = on.loading;
  banner.session = over.session;
  banner.label = over.label;
  banner.position = over.position;
  banner.collapsed = over.collapsed;
  banner.returnTo = over.returnTo;
}

type Missing =
  | Exclude<keyof WisdomEmbedElement, keyof HTMLElement | keyof WisdomEmbedAttributes | 'embed' | 'state' | 'ready' | 'reload' | 'switchUser' | 'snapshot'>
  | Exclude<keyof ImpersonationBannerElement, keyof HTMLElement | keyof ImpersonationBannerAttributes>;

/** Every property that can be set is an attribute. */
export const complete = (missing: Missing): never => missing;

export const bannerAttributes: ImpersonationBannerAttributes = { session, label, collapsed: false, onend: (event) => event.preventDefault() };
