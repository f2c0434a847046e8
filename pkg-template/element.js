import { ImpersonationBannerElement } from './element/impersonation-banner.js';
import { WisdomEmbedElement } from './element/wisdom-embed.js';

export { ImpersonationBannerElement, WisdomEmbedElement };

/** Defines an element, unless another copy of the package, or the page, has defined its name. A server has no registry. */
function define(name, element) {
  const { customElements } = globalThis;
  if (customElements && !customElements.get(name)) customElements.define(name, element);
}

define('wisdom-embed', WisdomEmbedElement);
define('impersonation-banner', ImpersonationBannerElement);
