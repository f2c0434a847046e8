import Alpine from '@alpinejs/csp';
import { mount } from 'embed-host';

import { options, source } from './options.js';

Alpine.data('analytics', () => ({
  source: source(),
  embed: null,
  async init() {
    this.embed = mount(this.$el, { ...options, token: this.source });
    await this.embed.ready;
    document.body.dataset.live = '1';
  },
}));
Alpine.start();
