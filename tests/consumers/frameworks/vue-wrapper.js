import { EmbedHostError, TokenSource } from 'embed-host';
import { ImpersonationBanner, useImpersonation, useWisdomEmbed, WisdomEmbed } from 'embed-host/vue';
import { createApp, h, onErrorCaptured, ref, shallowRef } from 'vue';

const retryButton = ({ error, retry }) => h('button', { id: 'retry', onClick: retry }, error.code);

const Hooked = {
  props: ['options'],
  setup(props) {
    const { container, state, embed, error, retry } = useWisdomEmbed(() => props.options);
    return () => {
      const shown = [state.value, embed.value ? ' mounted' : '', error.value && retryButton({ error: error.value, retry })];
      return h('section', [h('p', { id: 'hooked' }, shown), h('div', { ref: container })]);
    };
  },
};

const Support = {
  props: ['options', 'banner'],
  setup(props) {
    const { session, status, error, end } = useImpersonation(() => props.options);
    return () => {
      const text = [status.value, session.value?.subject, error.value?.code].join(' ').trim();
      return h('section', [h('p', { id: 'support', onClick: end }, text), h(ImpersonationBanner, { session: session.value, ...props.banner })]);
    };
  },
};

const shown = shallowRef(() => null);
const embedRef = ref(null);

const app = createApp({
  setup() {
    const caught = ref('');
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
  hook: (options) => {
    shown.value = () => h(Hooked, { options });
  },
  support: (options, banner) => {
    shown.value = () => h(Support, { options, banner });
  },
  leave: () => {
    shown.value = () => null;
  },
  embed: () => embedRef.value?.embed ?? null,
};
