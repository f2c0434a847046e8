import { chromium } from 'playwright-core';

import { chrome } from './environment.mjs';

// What is switched off, of two lists the last one counts. The driver's own list also has the partitioning of
// storage, without which an embedded page of another site gets no storage at all: no user's browser is like
// that.
const WITHOUT = [
  ...[
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'MediaRouter',
    'OptimizationHints',
    'PaintHolding',
    'Translate',
  ],
  // A document whose headers a test changes counts as one from the internet, which may not load pages of this
  // machine.
  'LocalNetworkAccessChecks',
];

export const openBrowser = (options = {}) =>
  chromium.launch({ executablePath: chrome, args: [`--disable-features=${WITHOUT}`], ...options });
