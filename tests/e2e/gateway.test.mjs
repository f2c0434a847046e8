import assert from 'node:assert/strict';

import { scenario } from './harness/scenario.mjs';

const BY_HEADER = { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json' };

/** A sign-on gateway in front of the backend, as docs/token-endpoint.md tells of it: nobody has a session with it. */
async function gateway({ context, server }, signInPage) {
  await server.tokenEndpoint({ kind: 'redirect', to: signInPage });
  await context.route(`${server.host}/api/wisdom-token`, (route) => {
    const headers = route.request().headers();
    const isNavigation = headers['x-requested-with'] !== 'XMLHttpRequest' || headers.accept !== 'application/json';
    return isNavigation ? route.continue() : route.fulfill({ status: 401 });
  });
}

/** What the embed says of its first token. */
async function outcome({ host }, token) {
  await host.mount('embed', { token, timeout: 1_000 });
  const { error, final } = await host.fired('embed', 'tokenerror');
  return { code: error.code, status: error.status, final };
}

for (const [what, token, place, expected] of [
  ['to another origin is a network error', {}, 'attacker', { code: 'network', status: undefined, final: false }],
  ["to the page's own origin is no token", {}, 'host', { code: 'bad-response', status: undefined, final: false }],
  ['becomes a refusal by the headers in the guide', { headers: BY_HEADER }, 'attacker', { code: 'refused', status: 401, final: true }],
]) {
  scenario(`a gateway's redirect to a sign-in page ${what}`, async (scene) => {
    const pages = { attacker: `${scene.server.attacker}/`, host: `${scene.server.host}/e2e/bare.html` };
    await gateway(scene, pages[place]);

    assert.deepEqual(await outcome(scene, { url: '/api/wisdom-token', ...token }), expected);
  });
}
