import { defineImpersonationBanner, ImpersonationBannerElement } from './banner.js';
import { define } from './element/define.js';
import { WisdomEmbedElement } from './element/wisdom-embed.js';

export { ImpersonationBannerElement, WisdomEmbedElement };

define('wisdom-embed', WisdomEmbedElement);
defineImpersonationBanner();
