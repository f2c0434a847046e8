// How the entry for React is meant to be used. It is compiled and never run.
import { EmbedHostError, TokenSource, type Embed, type EmbedState, type TokenProvider } from 'embed-host';
import type { ImpersonationBannerElement } from 'embed-host/element';
import type { Impersonation } from 'embed-host/impersonation';
import { ImpersonationBanner, useImpersonation, useWisdomEmbed, WisdomEmbed } from 'embed-host/react';
import type { ImpersonationStatus, UseWisdomEmbedOptions, WisdomEmbedProps } from 'embed-host/react';
import { useRef, type ReactElement } from 'react';

const source = new TokenSource('/api/wisdom-token', { user: 'alice' });

const options: UseWisdomEmbedOptions = {
  ...{ origin: new URL('https://acme.askwisdom.ai'), view: { chat: 'c1', message: 7 }, token: source, user: 'alice' },
  ...{ timeout: 5_000, mintAhead: false, recover: 'manual', params: { theme: 'dark', locale: undefined } },
  ...{ title: 'Sales', allow: 'microphone', sandbox: 'allow-scripts allow-same-origin', referrerPolicy: 'origin', loading: 'lazy', className: 'wide' },
};

const fetchToken: TokenProvider = async ({ signal, reason }) => {
  const response = await fetch(`/api/wisdom-token?${reason}`, { signal });
  const { ok, status } = response;
  if (status === 401 || status === 403) throw new EmbedHostError('refused', { status });
  if (!ok) throw new EmbedHostError('backend-status', { status });
  return response.json();
};

export function Component({ user }: { user?: string }): ReactElement {
  const ref = useRef<Embed>(null);
  void ref.current?.reload();
  const attributes: Pick<WisdomEmbedProps, 'id' | 'className' | 'style'> = { id: 'box', className: 'box', style: { height: '40rem' } };
  return (
    <WisdomEmbed
      ref={ref}
      origin="https://acme.askwisdom.ai"
      view="search"
      token={fetchToken}
      {...(user !== undefined && { user })}
      {...attributes}
      data-testid="sales"
      iframeClassName="frame"
      error={(error, retry) => <button onClick={retry}>{error.code satisfies EmbedHostError['code']}</button>}
      onReady={({ detail }) => detail satisfies null}
      onStateChange={({ detail: { from, to } }) => [from, to] satisfies EmbedState[]}
      onTokenRequest={({ type }) => type satisfies string}
      onTokenSent={({ detail: { waited } }) => waited satisfies number}
      onTokenError={({ detail: { error, final } }) => [error.code, final] satisfies [string, boolean]}
      onClosed={({ type }) => type satisfies string}
    />
  );
}

export const Thrown = (): ReactElement => <WisdomEmbed origin="https://acme.askwisdom.ai" view="search" token={source} error="throw" />;

// @ts-expect-error the one word that it may be
export const Misspelt = (): ReactElement => <WisdomEmbed origin="https://acme.askwisdom.ai" view="search" token={source} error="throws" />;

export function Hook(): ReactElement {
  const { ref, embed, state, error, retry } = useWisdomEmbed({ ...options, onReady: () => {} });
  embed satisfies Embed | null;
  state satisfies EmbedState;
  error satisfies EmbedHostError | null;
  return <div ref={ref} onClick={retry} />;
}

export function Support(): ReactElement {
  const { session, status, error, end } = useImpersonation({ server: 'https://auth.example.com', clientId: 'app', confirm: ({ subject }) => subject !== '' });
  session satisfies Impersonation | null;
  status satisfies ImpersonationStatus;
  error satisfies EmbedHostError | null;
  const ended: Promise<{ revoked: boolean }> = end();
  const banner = useRef<ImpersonationBannerElement>(null);
  return (
    <>
      <ImpersonationBanner session={session} />
      <ImpersonationBanner
        session={null}
        label={async ({ subject }) => ({ subject })}
        returnTo="/support"
        position="bottom"
        collapsed
        onEnd={(event) => event.preventDefault()}
        onEnded={({ detail }) => [detail.reason, ended]}
        id="banner"
        className="banner"
        style={{ font: 'inherit' }}
        aria-label="Sitzung"
        data-testid="banner"
        ref={banner}
      >
        <span slot="end">Beenden</span>
      </ImpersonationBanner>
    </>
  );
}

// @ts-expect-error what is shown is needed
export const withoutView = <WisdomEmbed origin="https://acme.askwisdom.ai" token="/api/wisdom-token" />;
// @ts-expect-error it is the component that ends the embed
export const withSignal = <WisdomEmbed origin="https://acme.askwisdom.ai" view="search" token="/t" signal={new AbortController().signal} />;
// @ts-expect-error no such option
export const misspelt = <WisdomEmbed origin="https://acme.askwisdom.ai" view="search" token="/t" mintahead={5} />;
// @ts-expect-error an embed has no children
export const withChildren = <WisdomEmbed origin="https://acme.askwisdom.ai" view="search" token="/t">text</WisdomEmbed>;
// @ts-expect-error a session is what useImpersonation gave
export const withoutSession = <ImpersonationBanner session={{ subject: 'alice' }} />;
// @ts-expect-error no such place
export const elsewhere = <ImpersonationBanner session={null} position="left" />;
