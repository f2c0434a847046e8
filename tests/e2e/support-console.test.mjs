import assert from 'node:assert/strict';

import { forward } from './harness/forward.mjs';
import { Landing } from './harness/landing.mjs';
import { ALICE } from './harness/melody.mjs';
import { until } from './harness/until.mjs';
import { visit } from './harness/visit.mjs';

/** The demo's pages: the console, and the app that its links lead to. */
const CONSOLE = { path: '/support/' };

const row = (page, name) => page.locator('#rows > li', { hasText: name });

async function signIn(page) {
  await page.click('#sign-in-button');
  await row(page, 'Alice').waitFor();
}

/** Opens a link of a person in a tab of its own, as a click does. */
async function open({ page, context }, name, index = 0) {
  await row(page, name).getByRole('button').click();
  const link = row(page, name).locator('.links a').nth(index);
  const opened = context.waitForEvent('page');
  await link.click();
  return opened;
}

/** `<impersonation-banner>`, while it is seen. */
const banner = (page) => page.getByRole('region', { name: 'Impersonation' });

const text = (page, id) => page.locator(`#${id}`).innerText();

/** What the browser's console says in the demo's pages. A refusal is an answer of the backend with a status, and is told. */
const complaints = (logged) => logged.filter((line) => !/status of (401|403|409|502)/.test(line));

visit('the console asks for a sign-in, and lists who can be helped', CONSOLE, async ({ page, logged }) => {
  await page.locator('#sign-in:not([hidden])').waitFor();
  await signIn(page);

  const rows = await page.locator('#rows > li').allInnerTexts();
  assert.deepEqual(
    rows.map((lines) => lines.split('\n')[0]),
    ['Sam Support', 'Alice Archer', 'Bob Baker', 'Carol Closed', 'Dana Doubtful'],
  );
  assert.match(rows[2], /no consent/);
  assert.match(rows[3], /disabled/);
  assert.deepEqual(complaints(logged), []);
});

visit('the list goes on for as long as the backend has another page', CONSOLE, async ({ page, context }) => {
  await context.route(/\/api\/support\/users\b/, async (route) => {
    const number = Number(new URL(route.request().url()).searchParams.get('page') ?? 1);
    const person = (index) => {
      const name = `Person ${number}-${index}`;
      return { name, email: null, authId: `p-${number}-${index}`, disabled: false, consent: 'given' };
    };
    const users = Array.from({ length: 50 }, (_, index) => person(index));
    await route.fulfill({ json: number < 3 ? { users, next: number + 1 } : { users: users.slice(0, 7) } });
  });
  await page.reload();
  await row(page, 'Person 3-6').waitFor();
  assert.equal(await page.locator('#rows > li').count(), 107);
});

/** What is in the page while it has links, or rows. */
const REMAINS = ['refresh_token=', 'Alice', 'class="row"'];

/** Gets a link for Alice, and then does something after which no link may be in the page. */
const leaving = (name, leave) =>
  visit(name, CONSOLE, async (scene) => {
    const { page } = scene;
    await signIn(page);
    await row(page, 'Alice').getByRole('button').click();
    await row(page, 'Alice').locator('.links a').first().waitFor();
    await leave(scene);
    await until(
      'a page without links',
      () => page.evaluate((words) => words.filter((word) => document.body.innerHTML.includes(word)), REMAINS),
      (found) => found.length === 0,
    );
  });

leaving('links go as soon as somebody signs out, whatever the backend answers', async ({ page, context }) => {
  await context.route('**/sign-out', () => {});
  await page.click('#sign-out-button');
});

leaving('links go when somebody signs out in another tab', async ({ context, server }) => {
  const other = await context.newPage();
  await other.goto(`${server.host}/support/`);
  await other.click('#sign-out-button');
  await other.locator('#sign-in:not([hidden])').waitFor();
});

for (const status of [401, 403]) {
  leaving(`links go when the backend refuses another one with ${status}`, async ({ page, context }) => {
    const refusal = { code: 'not-signed-in', error: 'not signed in' };
    await context.route('**/api/support/impersonate', (route) => route.fulfill({ status, json: refusal }));
    await row(page, 'Bob').getByRole('button').click();
    await page.locator('#sign-in:not([hidden])').waitFor();
  });
}

leaving('links that come after somebody signed out are neither shown nor told', async ({ page, context }) => {
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  await context.route('**/api/support/impersonate', async (route) => {
    const response = await forward(route);
    await held;
    await route.fulfill({ response });
  });
  await row(page, 'Alice').getByRole('button').click();
  await page.click('#sign-out-button');
  await page.locator('#sign-in:not([hidden])').waitFor();
  const came = page.waitForResponse('**/api/support/impersonate');
  answer();
  await came;
});

visit("the auth server's refusals are shown where the link was wanted", CONSOLE, async ({ page }) => {
  await signIn(page);
  for (const name of ['Bob', 'Dana']) {
    await row(page, name).getByRole('button').click();
    await row(page, name).locator('.refusal').waitFor();
    assert.match(await row(page, name).innerText(), /No link \(no-consent\): this person has not consented/);
  }
});

visit('a fault of the set-up is told with its code and what to set right', CONSOLE, async (scene) => {
  const { page, server } = scene;
  await signIn(page);
  await server.melody.change('support', { roles: [] });
  await row(page, 'Alice').getByRole('button').click();
  await row(page, 'Alice').locator('.refusal').waitFor();
  assert.match(await row(page, 'Alice').innerText(), /No link \(admin-role\): .*super_admin/);
});

visit('a list that the auth server refuses is told, to somebody who is signed in', CONSOLE, async (scene) => {
  const { page, server } = scene;
  await signIn(page);
  await server.melody.behaves({ serverScopes: ['read_user'] });
  await page.reload();
  await page.locator('#trouble:not([hidden])').waitFor();
  assert.match(await text(page, 'trouble'), /No list of users \(server-scope\): .*scope root/);
  assert.deepEqual(
    await Promise.all(['#sign-in', '#users'].map((part) => page.locator(part).isVisible())),
    [false, true],
  );
});

visit('nobody is marked for a consent that the auth server does not ask for', CONSOLE, async (scene) => {
  const { page, server } = scene;
  await server.melody.behaves({ consent: false });
  await signIn(page);
  assert.equal(await page.locator('#rows', { hasText: 'no consent' }).count(), 0);
  const app = await open(scene, 'Bob');
  await banner(app).waitFor();
});

visit('somebody whose account is disabled is marked, and no link is offered', CONSOLE, async ({ page }) => {
  await signIn(page);
  assert.match(await row(page, 'Carol').innerText(), /disabled/);
  assert.equal(await row(page, 'Carol').getByRole('button').count(), 0);
});

visit('a new link takes the place of the earlier one, which is ended', CONSOLE, async (scene) => {
  const { page, server } = scene;
  await signIn(page);
  const alice = row(page, 'Alice');
  await alice.getByRole('button').click();
  const first = await alice.locator('.links a').first().getAttribute('href');
  await alice.getByRole('button').click();
  await alice.locator('.replaced').waitFor();

  assert.match(await alice.locator('.replaced').innerText(), /earlier link.* replaced.* opens nothing any more/i);
  assert.equal(await page.locator(`a[href="${first}"]`).count(), 0);
  assert.equal(await alice.locator('.links a').count(), 3);
  assert.deepEqual(await server.melody.counted('impersonations', 'refreshTokens'), [2, 1]);
});

visit('while a new link is on its way, the earlier one cannot be clicked', CONSOLE, async (scene) => {
  const { page, context, server } = scene;
  await signIn(page);
  const alice = row(page, 'Alice');
  await alice.getByRole('button').click();
  const links = alice.locator('.links');
  await links.waitFor();
  let answer;
  const held = new Promise((resolve) => {
    answer = resolve;
  });
  await context.route(`${server.host}/api/support/impersonate`, async (route) => {
    await held;
    await route.fulfill({ status: 502, json: { code: 'auth-server-unreachable', error: 'no answer' } });
  });
  await alice.getByRole('button').click();
  await until('the earlier links are out of reach', () => links.evaluate((list) => list.inert));

  answer();
  await alice.locator('.refusal').waitFor();
  assert.equal(await links.evaluate((list) => list.inert), false, 'nothing has replaced it');
  assert.equal(await alice.locator('.replaced').count(), 0);
});

for (const [index, behind] of ['', '?tenant=acme', '#/inbox'].entries()) {
  visit(
    `a link of the console opens the app with a clean address, and a banner: ${behind || 'plain'}`,
    CONSOLE,
    async (scene) => {
      const { page, server } = scene;
      await signIn(page);
      const app = await open(scene, 'Alice', index);
      const failures = [];
      app.on('pageerror', ({ message }) => failures.push(message));
      await banner(app).filter({ hasText: 'Alice Archer' }).waitFor();

      assert.equal(app.url(), `${server.host}/support/app${behind}`);
      assert.match(
        await banner(app).textContent(),
        /You are acting as Alice Archer\s*opened by \S+?\s*(29:\d\d|30:00) left\s*End/,
      );
      assert.equal(await text(app, 'who'), 'Alice Archer');
      await app.reload();
      await banner(app).waitFor();

      await banner(app).getByRole('button', { name: 'End' }).click();
      await until(
        'the end',
        () => text(app, 'log'),
        (log) => log.includes('The session is over (ended); its token is revoked.'),
      );
      assert.equal(await banner(app).isVisible(), false);
      assert.equal(await text(app, 'who'), 'nobody');
      assert.equal((await app.locator('body').innerText()).includes('alice@example.com'), false);
      assert.deepEqual(failures, []);
    },
  );
}

visit(
  "the other person's name goes with the session, however long the app's own backend takes to answer",
  async ({ page, server, context }) => {
    const { query } = await server.melody.issue();
    await Landing.goTo(page, server, `${server.host}/support/app?${query}`);
    await banner(page).filter({ hasText: 'Alice Archer' }).waitFor();
    await context.route(`${server.host}/api/me`, () => {});

    await banner(page).getByRole('button', { name: 'End' }).click();
    await banner(page).waitFor({ state: 'hidden' });
    await page.locator('#log', { hasText: 'The session is over (ended)' }).waitFor();
    assert.equal(await text(page, 'who'), 'nobody');
    assert.equal(await page.locator('#facts', { hasText: 'Opened by' }).count(), 0);
  },
);

const disable = (melody) => melody.change('alice', { disabled: true });
const forget = (melody) => melody.forget();

for (const [what, spoil, advice] of [
  ['of an account that was disabled', disable, /account is disabled/],
  ['that was ended', forget, /Get another one/],
]) {
  visit(`a link ${what} meanwhile is told with what to do, and nobody is signed in`, CONSOLE, async (scene) => {
    await signIn(scene.page);
    await row(scene.page, 'Alice').getByRole('button').click();
    await row(scene.page, 'Alice').locator('.links').waitFor();
    await spoil(scene.server.melody);
    const opened = scene.context.waitForEvent('page');
    await row(scene.page, 'Alice').locator('.links a').first().click();
    const app = await opened;

    await app.locator('[data-kind=refusal]').waitFor();
    const [refusal] = await app.locator('[data-kind=refusal]').allInnerTexts();
    assert.match(refusal, /No session \(exchange-refused\)/);
    assert.match(refusal, advice);
    assert.equal(/another/.test(refusal) && /disabled/.test(refusal), false, 'one remedy');
    assert.equal(await text(app, 'who'), 'nobody');
    assert.equal(await banner(app).isVisible(), false);
  });
}

visit("a crafted link with somebody's ordinary sign-in is named as what it is", async ({ page, server }) => {
  const { query } = await server.melody.signIn('alice');
  await Landing.goTo(page, server, `${server.host}/support/app?${query}`);

  await page.locator('[data-kind=refusal]').waitFor();
  assert.match(await text(page, 'log'), /No session \(not-impersonation\)/);
});

visit('neither a junk link nor an auth server that is down takes the banner away', async ({ page, server }) => {
  const { query } = await server.melody.issue();
  const app = `${server.host}/support/app`;
  await Landing.goTo(page, server, `${app}?${query}`);
  await banner(page).filter({ hasText: 'Alice Archer' }).waitFor();

  await Landing.goTo(page, server, `${app}?refresh_token=2.junk`);
  await banner(page).filter({ hasText: 'Alice Archer' }).waitFor();
  assert.match(await text(page, 'log'), /The session that runs goes on \(exchange-refused\)/);

  await server.melody.behaves({ exchange: { kind: 'drop' } });
  await page.reload();
  await banner(page).filter({ hasText: ALICE }).waitFor();
  await banner(page).getByRole('button', { name: 'End' }).click();
  await banner(page).waitFor({ state: 'hidden' });
});

visit('the banner says when the session ends by itself, and goes', async ({ page, server }) => {
  await server.melody.behaves({ refreshLife: 3 });
  const { query } = await server.melody.issue();
  await Landing.goTo(page, server, `${server.host}/support/app?${query}`);

  await banner(page).waitFor();
  await until(
    'the end',
    () => text(page, 'log'),
    (log) =>
      log.includes('This session ends within a minute.') && log.includes('The session is over (expired)'),
  );
  assert.equal(await banner(page).isVisible(), false);
  assert.equal(await text(page, 'who'), 'nobody');
});

visit(
  "the pages' own scripts and styles are all that their policy needs",
  CONSOLE,
  async ({ page, server }) => {
    for (const path of ['/support/', '/support/app']) {
      const answer = await page.goto(server.host + path);
      const { 'content-security-policy': policy, ...headers } = answer.headers();
      assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
      if (path === '/support/app')
        assert.deepEqual([headers['referrer-policy'], headers['cache-control']], ['no-referrer', 'no-store']);
    }
  },
);
