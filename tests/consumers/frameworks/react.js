import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { Analytics } from './Analytics.jsx';

const app = createElement(StrictMode, null, createElement('h2', null, 'The rest of the React app'), createElement(Analytics, { dashboard: 'sales' }));
const root = createRoot(document.querySelector('#app'));
root.render(app);
window.leave = () => root.unmount();
