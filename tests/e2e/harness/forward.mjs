import { bodyOf } from './browser.mjs';

/** Has the server answer a request that a test holds, with its body: over WebDriver BiDi Playwright knows of none. */
export async function forward(route, changes = {}) {
  const body = await bodyOf(route.request());
  return route.fetch({ ...(body !== null && { postData: body }), ...changes });
}
