import { define } from './element/define.js';
import { ImpersonationBannerElement } from './element/impersonation-banner.js';

export { ImpersonationBannerElement };

export const defineImpersonationBanner = () => define('impersonation-banner', ImpersonationBannerElement);
