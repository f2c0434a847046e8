import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { visit } from './harness/visit.mjs';

// A misspelt `confirm` would never be asked, and a misspelt `requireImpersonator` never be heeded: what TypeScript refuses
// is refused by name.

const REFUSED = {
  '`confrim`': { confrim: true },
  '`impersonator`': { impersonator: false },
  '`tokn`': { paths: { tokn: '/token' } },
  '`melodi`': { storage: { melodi: 'localStorage' } },
  '`refresh`': { link: { refreshToken: '2.x', refresh: 1 } },
  '`server`': { server: { href: 'https://auth.example.com' } },
  '`clientId`': { clientId: 7 },
};

/** The message that a call rejects with. */
const refused = (landing, options) =>
  landing.run(async (given) => {
    const error = await sdk.impersonate({ ...landing.usual(), ...given }).catch((reason) => reason);
    return error.code === 'invalid-options' ? error.message : String(error);
  }, options);

visit('an option that does not exist is refused by name, and the link leaves the address', async ({ page, server }) => {
  const { query } = await server.melody.issue();
  const landing = await Landing.with(page, server, { query });
  for (const [name, options] of Object.entries(REFUSED)) {
    const message = await refused(landing, options);
    assert.ok(message.includes(name), `${name}: ${message}`);
  }
  assert.equal(landing.address(), `${server.host}/e2e/landing.html`);
  assert.equal((await landing.open()).active, true);
});

visit('an option that does not exist is refused by takeLink and keepLinks', async ({ page, server }) => {
  const { query } = await server.melody.issue();
  const landing = await Landing.with(page, server, { query });
  const codes = await landing.run(() =>
    [{ name: {} }, { names: { refresh: 'rt' } }].flatMap((options) =>
      [sdk.takeLink, sdk.keepLinks].map((call) => {
        try {
          return call(options);
        } catch (error) {
          return error.code;
        }
      }),
    ),
  );
  assert.deepEqual(codes, Array(4).fill('invalid-options'));
});

visit('the server may be a `URL`', async ({ page, server }) => {
  const { query } = await server.melody.issue();
  const landing = await Landing.with(page, server, { query });
  const active = await landing.run(async () => {
    const { server: address, clientId } = landing.usual();
    return (await sdk.impersonate({ server: new URL(address), clientId })).active;
  });
  assert.equal(active, true);
});
