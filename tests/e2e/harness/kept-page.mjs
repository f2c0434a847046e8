import { openBrowser } from './browser.mjs';
import { recordMail } from './recorder.mjs';
import { until } from './until.mjs';

/**
 * A page in a browser that keeps pages which are left as they are, and shows them again on Back: any user's
 * does. The driver loses sight of a page that comes back, so this asks the browser itself.
 */
export class KeptPage {
  /** Lends one. */
  static async lend(use) {
    const browser = await openBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    try {
      const page = await browser.newPage();
      await page.addInitScript(recordMail);
      await page.addInitScript(() =>
        addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })),
      );
      const session = await page.context().newCDPSession(page);
      await use(new KeptPage(page, session));
    } finally {
      await browser.close();
    }
  }

  #page;
  #session;

  constructor(page, session) {
    this.#page = page;
    this.#session = session;
  }

  goto(address) {
    return this.#page.goto(address);
  }

  /** Leads back to the page before, and waits until it is shown again as it was. */
  async back() {
    const { currentIndex, entries } = await this.#session.send('Page.getNavigationHistory');
    await this.#session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1].id });
    await until('a page that was kept', () => this.evaluate(() => window.persisted));
  }

  async evaluate(action, argument) {
    const expression = `(${action})(${JSON.stringify(argument)})`;
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await this.#session.send('Runtime.evaluate', options);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}
