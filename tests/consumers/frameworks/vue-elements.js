import 'embed-host/element';
import { createApp, h, reactive } from 'vue';

import { options } from './options.js';
import { backendToken, session } from './elements.js';

const state = reactive({ dashboard: 'sales', renders: 0, readies: 0, ended: false, session });
window.change = (change) => Object.assign(state, change);

/** Both elements as they are, with new callbacks and objects at each render. */
const App = {
  render() {
    const { session: shown, ...rest } = state;
    return [
      h('output', JSON.stringify(rest)),
      h('wisdom-embed', {
        ...{ origin: options.origin, dashboard: rest.dashboard, mintAhead: false, params: { region: 'EU' } },
        token: () => backendToken(),
        onReady: () => window.change({ readies: state.readies + 1 }),
      }),
      h('impersonation-banner', {
        ...{ session: shown, position: 'bottom', collapsed: false },
        label: () => 'Alice',
        onEnded: () => window.change({ ended: true }),
      }),
    ];
  },
};

const app = createApp(App);
app.mount('#app');
window.leave = () => app.unmount();
