// How the elements are meant to be used in React with TypeScript, and what is refused there. It is compiled and never run.
import { TokenSource } from 'embed-host';
import type { ImpersonationBannerAttributes, WisdomEmbedAttributes, WisdomEmbedElement } from 'embed-host/element';
import type { Impersonation } from 'embed-host/impersonation';
import { useRef, type DetailedHTMLProps, type HTMLAttributes, type ReactElement } from 'react';

type CustomElementProps<Own> = Omit<DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement>, keyof Own> & Own;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'wisdom-embed': CustomElementProps<WisdomEmbedAttributes>;
      'impersonation-banner': CustomElementProps<ImpersonationBannerAttributes>;
    }
  }
}

export function Analytics({ user }: { user?: string }): ReactElement {
  const element = useRef<WisdomEmbedElement>(null);
  return (
    <wisdom-embed
      ref={element}
      id="sales"
      className="wide"
      origin={new URL('https://acme.askwisdom.ai')}
      dashboard={7}
      params={new URLSearchParams({ region: 'EU' })}
      token={new TokenSource('/api/wisdom-token')}
      user={user}
      mintAhead={false}
      recover="manual"
      loading="lazy"
      referrerPolicy="origin"
      onClick={({ clientX }) => clientX satisfies number}
      onready={({ detail }) => detail satisfies null}
      ontokenerror={({ detail }) => [detail.error.code, detail.final] satisfies [string, boolean]}
      onerror={({ detail }) => detail.error.code satisfies string}
    >
      <span slot="loading">…</span>
    </wisdom-embed>
  );
}

export const Conversation = (): ReactElement => <wisdom-embed origin="https://acme.askwisdom.ai" chat={3} message="m1" params="region=EU" token="/t" timeout={null} />;
export const View = (): ReactElement => <wisdom-embed origin="https://acme.askwisdom.ai" view={{ chat: 'c1', message: 7 }} params={{ region: undefined }} token={async () => 'a.b.c'} />;

export const Banner = ({ session }: { session: Impersonation | null }): ReactElement => (
  <impersonation-banner session={session} label={({ subject }) => subject} position="bottom" collapsed returnTo={null} onended={({ detail }) => detail.reason satisfies string} />
);

// @ts-expect-error no such way to recover
export const recovering = <wisdom-embed recover="nonsense" />;
// @ts-expect-error no such time to load
export const loading = <wisdom-embed loading="x" />;
// @ts-expect-error seconds are a number
export const minting = <wisdom-embed mintAhead />;
// @ts-expect-error no such view
export const viewing = <wisdom-embed view="dashboard" />;
// @ts-expect-error a request needs an address
export const requesting = <wisdom-embed token={{ method: 'POST' }} />;
// @ts-expect-error no such event's detail
export const sending = <wisdom-embed ontokensent={({ detail }) => detail.token} />;
// @ts-expect-error no such place
export const placing = <impersonation-banner position="left" />;
// @ts-expect-error a session is what impersonate gave
export const showing = <impersonation-banner session={{ subject: 'alice' }} />;
