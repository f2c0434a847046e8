// The browser that `EMBED_HOST_ENGINE` names. Alone, so that tests need not know which it is.
import { engineName } from './environment.mjs';

const engine = await import(`./engines/${engineName}.mjs`);

export const { openBrowser, openPlainBrowser, openBrowserAlone, scripts, allowClipboard, bodyOf, headersOf, countListeners, collectGarbage, keepsSome, walksHistory, tabHistory, reporting, restoresStorage, namesQueryInStacks } = engine;
