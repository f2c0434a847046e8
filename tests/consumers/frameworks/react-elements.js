import 'embed-host/element';
import { createElement, Fragment, StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';

import { options } from './options.js';
import { backendToken, session } from './elements.js';

/** Both elements as they are, with new callbacks and objects at each render. */
function App() {
  const [state, set] = useState({ dashboard: 'sales', renders: 0, readies: 0, ended: false });
  window.change = (change) => set((former) => ({ ...former, ...change }));
  const embed = createElement('wisdom-embed', {
    ...{ origin: options.origin, dashboard: state.dashboard, mintAhead: false, params: { region: 'EU' } },
    token: () => backendToken(),
    onready: () => set((former) => ({ ...former, readies: former.readies + 1 })),
  });
  const banner = createElement('impersonation-banner', {
    ...{ session, position: 'bottom', collapsed: false },
    label: () => 'Alice',
    onended: () => window.change({ ended: true }),
  });
  return createElement(Fragment, null, createElement('output', null, JSON.stringify(state)), embed, banner);
}

const root = createRoot(document.querySelector('#app'));
root.render(createElement(StrictMode, null, createElement(App)));
window.leave = () => root.unmount();
