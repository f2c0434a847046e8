import { ImpersonationBannerElement } from './element/impersonation-banner.js';

const NAME = 'impersonation-banner';

/** Defines the element, unless `embed-host/element`, another copy of the package, or the page has done so. */
export function defineImpersonationBanner() {
  if (!customElements.get(NAME)) customElements.define(NAME, ImpersonationBannerElement);
}
