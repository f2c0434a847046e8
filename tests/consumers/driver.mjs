import { until } from '../e2e/harness/until.mjs';
import { TENANT } from './routed-page.mjs';

/** What a test does with a page, beside the page itself. */
export class Driver {
  constructor({ page, backend, errors }) {
    Object.assign(this, { page, backend, errors });
  }

  /** Calls a function in the page, whose argument has what the tests have in common. */
  run(script, given) {
    return this.page.evaluate(script, { origin: 'https://acme.askwisdom.ai', ...given });
  }

  iframes() {
    return this.page.locator('iframe').count();
  }

  text(selector) {
    return this.page.locator(selector).textContent();
  }

  /** Waits until the guest's page is seen, and marks its iframe: a property, since a later iframe gets the attributes of this one. */
  async seen(mark) {
    await this.page.frameLocator('iframe').getByText('Guest').waitFor();
    await until('the embed is live', () => this.page.evaluate(() => window.app.embed()?.state ?? 'live'), (state) => state === 'live');
    await this.page.evaluate((name) => Object.assign(document.querySelector('iframe'), { mark: name }), mark);
  }

  /** The mark of the iframe that is there now. */
  mark() {
    return this.page.evaluate(() => document.querySelector('iframe').mark);
  }

  /** Waits for another iframe than the marked one. */
  async another(mark) {
    const isAnother = (former) => document.querySelector('iframe') && document.querySelector('iframe').mark !== former;
    await this.page.waitForFunction(isAnother, mark);
    await this.seen();
  }

  /** Has the guest ask for a token, as it does when its own one ends. */
  async request() {
    const guest = this.page.frames().find((frame) => frame.url().startsWith(TENANT));
    await guest.evaluate(() => parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*'));
  }

  calls() {
    return this.page.evaluate(() => window.calls);
  }

  /** Leaves the page as it was. */
  async leave() {
    await this.run(() => app.leave());
    await until('no frame', () => this.iframes(), (count) => count === 0);
  }
}
