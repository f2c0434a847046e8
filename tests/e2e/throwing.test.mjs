import assert from 'node:assert/strict';

import { elements } from './harness/elements.mjs';
import { installFaults } from './harness/faults.mjs';
import { caughtImports } from './harness/imports.mjs';
import { EMBED, EXEMPT, SESSION } from './harness/throwing.mjs';
import { scenario } from './harness/scenario.mjs';
import { test } from './harness/test.mjs';
import { until } from './harness/until.mjs';

/** The guest asks when it is told to, and says that it was answered. Anything else it sends back. */
const GUEST = `<!doctype html><title>Guest</title><script>
  addEventListener('message', ({ data }) => {
    if (data === 'ask') parent.postMessage({ type: 'REQUEST_JWT_TOKEN' }, '*');
    else parent.postMessage(data.type === 'JWT_TOKEN_RESPONSE' ? 'answered' : data, '*');
  });
</script>`;

for (const [script, ...tables] of [
  ['index.js', EMBED],
  ['sessions.js', SESSION],
  ['slim.js', EMBED, SESSION],
])
  test(`all that may throw in ${script} has a row, or a reason why it has none`, async () => {
    const calls = [...(await caughtImports(script)).keys()];
    const exempt = Object.keys(EXEMPT).filter((call) => calls.includes(call));
    assert.deepEqual(calls.sort(), [...new Set([...tables.flatMap(Object.keys), ...exempt])].sort());
  });

scenario(
  'an embed is unharmed by a function of the browser that throws once',
  { path: '/e2e/throwing.html', scripts: [installFaults] },
  async ({ context, host, server }) => {
    await context.route(`${server.wisdom}/embed/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: GUEST }),
    );
    await isSet(host);
    await goesWell(host, 'index.js', EMBED, (fault) => host.run((given) => throwing(given), fault));
  },
);

scenario(
  'a session is unharmed by a function of the browser that throws once',
  { path: '/e2e/bare.html', user: null, scripts: [installFaults] },
  async ({ host, page, server }) => {
    let visits = 0;
    const visit = async (query) => {
      await page.goto(`${server.host}/e2e/throwing-session.html?visit=${(visits += 1)}${query}`);
      await isSet(host);
    };
    await goesWell(host, 'sessions.js', SESSION, async (fault) => {
      await visit('&refresh_token=given');
      if (fault.resumes) {
        await host.run(() => begin());
        await visit('');
      }
      return host.run((given) => throwing(given), fault);
    });
  },
);

elements(
  'what mount throws where the browser does is shown by the element, and another try mounts',
  { scripts: [installFaults] },
  async ({ host, view }) => {
    const name = (await caughtImports('index.js')).get('arg0.createElement(text)');
    const { path } = EMBED['arg0.createElement(text)'];
    await host.run((fault) => {
      faults.arm(fault);
      elements.add();
    }, { path, import: name });
    assert.match((await view.becomes('error')).text, /a function of the browser threw.* unsupported-environment Try again$/);
    assert.equal(await host.run(() => faults.disarm()), true);
    await host.run(() => elements.press('retry'));
    await view.works();
  },
);

const isSet = (host) => until('the page', () => host.run(() => typeof window.throwing === 'function'));

/** Does the jobs of a table one after the other. All that went wrong is told at once. */
async function goesWell(host, script, table, run) {
  const imports = await caughtImports(script);
  const wrong = [];
  for (const [call, { path, cases }] of Object.entries(table)) {
    for (const { comes = 'done', where, ...fault } of cases) {
      if (where && !(await host.run((name) => name in window, where))) continue;
      const { outcome, fired, problems, left } = await run({ ...fault, path, import: imports.get(call) });
      const seen = { fired, outcome, problems, left };
      const wanted = { fired: true, outcome: comes, problems: [], left: [] };
      if (JSON.stringify(seen) !== JSON.stringify(wanted)) wrong.push({ call, ...fault, ...seen, comes });
    }
  }
  assert.deepEqual(wrong, []);
}
