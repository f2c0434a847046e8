import { EmbedHostError, TokenSource } from 'embed-host';
import { impersonate } from 'embed-host/impersonation';
import { ImpersonationBanner, useImpersonation, useWisdomEmbed, WisdomEmbed } from 'embed-host/vue';
import { createApp, createSSRApp, h, onErrorCaptured, ref, shallowRef } from 'vue';
import { renderToString } from 'vue/server-renderer';

const retryButton = ({ error, retry }) => h('button', { id: 'retry', onClick: retry }, error.code);

const Hooked = {
  props: ['options', 'hasContainer'],
  setup(props) {
    const { container, state, embed, error, retry } = useWisdomEmbed(() => props.options);
    return () => {
      const shown = [state.value, embed.value ? ' mounted' : '', error.value && retryButton({ error: error.value, retry })];
      return h('section', [h('p', { id: 'hooked' }, shown), props.hasContainer && h('div', { ref: container })]);
    };
  },
};

const Support = {
  props: ['id', 'options', 'banner'],
  setup(props) {
    const { session, status, error, end } = useImpersonation(() => props.options);
    return () => {
      const { words, ...banner } = props.banner ?? {};
      const text = [status.value, session.value?.subject, error.value?.code].join(' ').trim();
      return h('section', [h('p', { id: props.id, onClick: end }, text), h(ImpersonationBanner, { session: session.value, ...banner }, words && (() => h('span', { slot: 'end' }, words)))]);
    };
  },
};

const shown = shallowRef(() => null);
const caught = ref('');
const embedRef = ref(null);

const app = createApp({
  setup() {
    onErrorCaptured(({ code }) => {
      caught.value = code;
      return false;
    });
    return () => [h('h2', 'The rest of the app'), caught.value && h('p', { id: 'caught' }, caught.value), shown.value()];
  },
});
app.mount('#app');

// What both frameworks' pages let a test do.
window.app = {
  EmbedHostError,
  TokenSource,
  show: ({ iframeClassName, className, ...props }, { withError } = {}) => {
    const given = { ref: embedRef, iframeClass: iframeClassName, class: className, ...props };
    shown.value = () => h(WisdomEmbed, given, withError && { error: retryButton });
  },
  impersonate,
  hook: (options, { hasContainer = true } = {}) => {
    shown.value = () => h(Hooked, { options, hasContainer });
  },
  support: (options, banner, ids = ['support']) => {
    shown.value = () => ids.map((id) => h(Support, { key: id, id, options, banner }));
  },
  hydrate: async (props) => {
    const rendered = createSSRApp({ setup: () => () => [h(WisdomEmbed, { ref: embedRef, ...props }), h(ImpersonationBanner, { session: null })] });
    document.querySelector('#rendered').innerHTML = await renderToString(rendered);
    rendered.mount('#rendered');
    window.app.unmount = () => rendered.unmount();
  },
  leave: () => {
    caught.value = '';
    shown.value = () => null;
    window.app.unmount?.();
  },
  embed: () => embedRef.value?.embed ?? null,
};
