import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { Landing } from './harness/landing.mjs';
import { withoutWebAssembly } from './harness/no-wasm.mjs';
import { visit } from './harness/visit.mjs';

/** The table of addresses that the native tests read too, on the host's origin. */
async function rows(host) {
  const table = new URL('../native/impersonation/links.json', import.meta.url);
  const moved = (address) => address?.replace('https://app.test', host) ?? address;
  return JSON.parse(await readFile(table, 'utf8')).map(({ case: name, address, clean, link }) => ({
    name,
    address: moved(address),
    clean: moved(clean),
    link,
  }));
}

/** Puts each address into the bar, and takes its link. The tokens here are made up. */
function takeEach(addresses) {
  return addresses.map((address) => {
    history.replaceState({ kept: true }, '', address);
    const before = location.href;
    let link;
    try {
      link = sdk.takeLink();
    } catch (error) {
      link = error.code;
    }
    return { link, before, after: location.href, state: history.state?.kept };
  });
}

/** How many addresses one document sees: Safari lets it replace a hundred in ten seconds. */
const AT_ONCE = 40;

/** The same, in as many documents as that takes. */
async function takeAll(table, page, server) {
  const results = [];
  for (let at = 0; at < table.length; at += AT_ONCE) {
    const landing = await Landing.at(page, server, `${server.host}/e2e/late.html?${at}`);
    const addresses = table.slice(at, at + AT_ONCE).map(({ address }) => address);
    results.push(...(await landing.run(takeEach, addresses)));
  }
  return results;
}

visit('a browser takes from every address in the table what stands there', async ({ page, server }) => {
  const table = await rows(server.host);
  const results = await takeAll(table, page, server);

  assert.ok(table.length > 50);
  for (const [index, { name, clean, link }] of table.entries()) {
    const { before, after, state, link: taken } = results[index];
    assert.deepEqual({ after, state }, { after: clean ?? before, state: true }, name);
    const found =
      taken && typeof taken === 'object'
        ? [taken.refreshToken, taken.expiresOn ?? null, taken.expiresIn ?? null]
        : taken;
    assert.deepEqual(found, link === 'malformed' ? 'link-malformed' : link, name);
  }
});

visit(
  'where a policy forbids WebAssembly, every address in the table is scrubbed all the same',
  async ({ page, context, server }) => {
    const table = await rows(server.host);
    await withoutWebAssembly(context, `${server.host}/e2e/late.html`);
    const results = await takeAll(table, page, server);

    for (const [index, { name, clean }] of table.entries()) {
      const { before, after, state, link } = results[index];
      assert.deepEqual(
        { after, state, link },
        { after: clean ?? before, state: true, link: 'wasm-blocked' },
        name,
      );
    }
  },
);
