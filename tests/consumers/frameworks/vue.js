import { mount } from 'embed-host';
import { createPinia, defineStore } from 'pinia';
import { createApp, h, reactive, ref } from 'vue';

import { options, source } from './options.js';

const useTokens = defineStore('tokens', { state: () => ({ source: source() }) });

/** A component that shows an embed with the source that it keeps in some way. */
const analytics = (kept) => ({
  ...kept,
  render: () => h('div'),
  async mounted() {
    this.embed = mount(this.$el, { ...options, token: this.source });
    await this.embed.ready;
    document.body.dataset.live = Number(document.body.dataset.live ?? 0) + 1;
  },
});

const components = [
  analytics({ data: () => ({ source: source(), embed: null }) }),
  analytics({ setup: () => ({ source: ref(source()) }) }),
  analytics({ setup: () => ({ source: reactive(source()) }) }),
  analytics({ setup: () => ({ source: useTokens().source }) }),
];

createApp({ render: () => components.map((component) => h(component)) })
  .use(createPinia())
  .mount('#app');
