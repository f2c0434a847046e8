// How the entry for Vue is meant to be used. It is compiled and never run.
import { TokenSource, type Embed, type EmbedHostError, type EmbedState } from 'embed-host';
import type { Impersonation } from 'embed-host/impersonation';
import { ImpersonationBanner, useImpersonation, useWisdomEmbed, WisdomEmbed } from 'embed-host/vue';
import type { ImpersonationStatus, UseWisdomEmbedOptions, WisdomEmbedProps } from 'embed-host/vue';
import { defineComponent, h, reactive, ref, useTemplateRef, type VNode } from 'vue';

const options: UseWisdomEmbedOptions = { origin: 'https://acme.askwisdom.ai', view: 'search', token: new TokenSource('/api/wisdom-token') };

export const props: WisdomEmbedProps = {
  ...{ origin: 'https://acme.askwisdom.ai', view: { dashboard: 'sales' }, token: '/api/wisdom-token', iframeClass: 'frame', error: 'throw' },
  onTokenError: ({ detail: { error, final } }) => [error.code, final] satisfies [string, boolean],
  onStateChange: ({ detail: { from, to } }) => [from, to] satisfies EmbedState[],
};

export const component = defineComponent({
  setup() {
    const shown = useTemplateRef<InstanceType<typeof WisdomEmbed>>('shown');
    const error = ({ error: { code }, retry }: { error: EmbedHostError; retry: () => void }): VNode[] => [h('button', { onClick: retry }, code)];
    return () => [h(WisdomEmbed, { ref: 'shown', style: 'height: 40rem', ...props }, { error }), shown.value?.embed satisfies Embed | null | undefined];
  },
});

export const composable = defineComponent({
  setup() {
    const { container, embed, state, error, retry } = useWisdomEmbed(() => ({ ...options, onReady: () => {} }));
    useWisdomEmbed(options);
    useWisdomEmbed(ref(options));
    useWisdomEmbed(reactive({ ...options, token: '/api/wisdom-token' }));
    embed.value satisfies Embed | null;
    state.value satisfies EmbedState;
    error.value satisfies EmbedHostError | null;
    return () => h('div', { ref: container, onClick: retry });
  },
});

export const support = defineComponent({
  setup() {
    const { session, status, error, end } = useImpersonation(() => ({ server: 'https://auth.example.com', clientId: 'app' }));
    session.value satisfies Impersonation | null;
    status.value satisfies ImpersonationStatus;
    error.value satisfies EmbedHostError | null;
    const onEnded = (): Promise<{ revoked: boolean }> => end();
    return () => h(ImpersonationBanner, { session: session.value, label: () => 'Bob', returnTo: '/support', position: 'bottom', onEnd: (event) => event.preventDefault(), onEnded }, () => [h('span', { slot: 'end' }, 'Beenden')]);
  },
});

// @ts-expect-error what is shown is needed
export const withoutView: WisdomEmbedProps = { origin: 'https://acme.askwisdom.ai', token: '/api/wisdom-token' };
// @ts-expect-error it is the component that ends the embed
export const withSignal: WisdomEmbedProps = { ...options, signal: new AbortController().signal };
// @ts-expect-error no such place
export const elsewhere = h(ImpersonationBanner, { session: null, position: 'left' });
