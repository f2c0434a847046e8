import { countListeners } from './browser.mjs';

const HEARD = [
  ...['message', 'online', 'offline', 'visibilitychange', 'pageshow', 'pagehide', 'freeze', 'resume'],
  ...['focus', 'error', 'unhandledrejection'],
];

/** What there is on the page of what embeds leave behind: iframes, timers and listeners. */
export async function remains({ host, page }) {
  return {
    iframes: await host.iframes(),
    timers: await host.run(() => window.timers.size),
    onWindow: await countListeners(page, 'window', ...HEARD),
    onDocument: await countListeners(page, 'document', ...HEARD),
  };
}
