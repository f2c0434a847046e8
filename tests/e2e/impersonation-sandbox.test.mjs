import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

/** Sends the landing page as a document of no origin, and lets that load what it needs. */
async function withoutOrigin(context, host) {
  await context.route(`${host}/**`, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'access-control-allow-origin': '*' };
    if (route.request().isNavigationRequest())
      headers['content-security-policy'] = 'sandbox allow-scripts';
    await route.fulfill({ response, headers });
  });
}

visit(
  'in a document of no origin, which has no storage, a link is taken all the same, and its session kept in memory',
  async ({ page, context, server, logged }) => {
    const { query } = await server.melody.issue();
    await withoutOrigin(context, server.host);
    const landing = await Landing.at(page, server, `${server.host}/e2e/landing.html?a=1&${query}#top`);
    assert.equal(await landing.run(() => window.origin), 'null');
    assert.equal(landing.address(), `${server.host}/e2e/landing.html?a=1#top`);

    const { subject, active, storage } = await landing.open();
    assert.deepEqual({ subject, active, storage }, { subject: ALICE, active: true, storage: 'memory' });
    assert.equal((await landing.fired('error')).code, 'storage-blocked');
    assert.deepEqual(await landing.end(), { revoked: true });
    assert.deepEqual(await server.melody.counted('exchanges'), [1]);
    assert.deepEqual(logged, []);
  },
);
