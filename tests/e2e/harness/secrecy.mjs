import assert from 'node:assert/strict';

import { readPage } from './evidence.mjs';
import { forward } from './forward.mjs';

/** The parts of a token that are worth stealing, each to be looked for: its claims and its signature. */
const needles = (tokens) => [...tokens].flatMap((token) => token.split('.').slice(1));

/** Whether a text holds a token, as it is or percent-encoded. Never print the text itself. */
export const leaks = (text, tokens) =>
  needles(tokens).some((needle) => text.includes(needle) || decodeURIComponentOrNot(text).includes(needle));

function decodeURIComponentOrNot(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Keeps every token that the backend gives out. */
export async function keepTokens({ context, server }) {
  const tokens = new Set();
  await context.route(`${server.host}/api/wisdom-token`, async (route) => {
    const response = await forward(route).catch(() => null);
    if (!response) return;
    const body = await response.json().catch(() => null);
    if (typeof body?.token === 'string' && body.token.split('.').length >= 3) tokens.add(body.token);
    await route.fulfill({ response }).catch(() => {});
  });
  return tokens;
}

/** Mounts an embed whose every event is kept in all its forms. */
export async function mountWatched(host, name, options = {}) {
  await host.run(
    ([called, given]) => {
      const embed = stage.mount(called, given);
      for (const type of ['ready', 'statechange', 'tokenrequest', 'tokensent', 'tokenerror', 'closed']) {
        embed.addEventListener(type, (event) => {
          window.keepValue(`event ${type}`, event);
          window.keepValue(`detail of ${type}`, event.detail);
          window.keepValue(`snapshot at ${type}`, embed.snapshot());
          if (event.detail?.error) window.keepError(`error of ${type}`, event.detail.error);
        });
      }
      embed.ready.catch((error) => window.keepError('ready', error));
    },
    [name, options],
  );
}

/** What the embeds, the module and a JavaScript developer's tools show. Runs in the page. */
function readObjects() {
  for (const [name, embed] of Object.entries(stage.embeds)) {
    window.keepValue(`embed ${name}`, embed);
    window.keepValue(`snapshot of ${name}`, embed.snapshot());
    window.keepValue(`iframe of ${name}`, {
      ...embed.iframe.dataset,
      name: embed.iframe.name,
      title: embed.iframe.title,
    });
  }
  window.keepValue('the module', sdk);
  window.keepValue('a source', new sdk.TokenSource('/api/wisdom-token'));
  window.keepValue("the test's records", stage.records);
  return window.evidence;
}

/** What there is to see of a run, while the embed is open and after it was closed. */
export async function everything({ host }) {
  const alive = await host.run(readPage);
  const objects = await host.run(readObjects);
  await host.close();
  return {
    pages: { alive, closed: await host.run(readPage) },
    objects: [...objects, ...(await host.run(readObjects))],
  };
}

/** No token may be in anything but the iframe's address and the browser's own resource timing of it. */
export function assertSecret({ pages, objects }, tokens, { server, logged, uncaught }) {
  for (const { where, text } of objects) assert.equal(leaks(text, tokens), false, `a token in ${where}`);
  for (const [moment, { elsewhere, timing }] of Object.entries(pages)) {
    for (const [where, text] of Object.entries(elsewhere))
      assert.equal(leaks(text, tokens), false, `a token in ${where}, ${moment}`);
    for (const { kind, by, text } of timing) {
      if (kind === 'resource' && by === 'iframe') continue;
      assert.equal(leaks(text, tokens), false, `a token in a ${kind} entry by ${by}, ${moment}`);
    }
  }
  assert.equal(leaks([...logged, ...uncaught].join('\n'), tokens), false, 'a token on the console');
  assert.equal(leaks(server.log.join('\n'), tokens), false, "a token in the server's log");
  assert.deepEqual(pages.closed.addresses, []);
  assert.ok(
    pages.alive.addresses.some((address) => leaks(address, tokens)),
    'the address holds a token, so this test can see one',
  );
}

/** Fails unless something was read at each of these places, and so looked at. */
export function assertRead({ objects }, ...places) {
  for (const place of places)
    assert.ok(
      objects.some(({ where }) => where === place),
      `${place} was read`,
    );
}
