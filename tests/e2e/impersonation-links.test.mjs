import assert from 'node:assert/strict';

import { Landing } from './harness/landing.mjs';
import { ALICE, SUPPORT } from './harness/melody.mjs';
import { visit } from './harness/visit.mjs';

const PAGE = '/e2e/landing.html';

/** What stands behind the page's path, what is left of it, and whether the link says when it runs out. */
const SHAPES = [
  { name: 'in the query', behind: ({ query }) => `?${query}`, left: '', life: true },
  { name: 'in the hash', behind: ({ query }) => `#${query}`, left: '', life: true },
  {
    name: "in the hash, behind a '?' of its own",
    behind: ({ query }) => `#/inbox?${query}`,
    left: '#/inbox',
    life: true,
  },
  {
    name: 'behind a query of the hash',
    behind: ({ query }) => `#/inbox?tab=2?${query}`,
    left: '#/inbox?tab=2',
    life: true,
  },
  {
    name: "behind a second '?'",
    behind: ({ query }) => `?tenant=acme?${query}`,
    left: '?tenant=acme',
    life: true,
  },
  { name: 'a refresh token alone', behind: ({ token }) => `?refresh_token=${token}`, left: '', life: false },
  {
    name: 'percent-encoded names and values',
    behind: ({ token, expiresIn }) =>
      `?refresh%5Ftoken=${token.replace('.', '%2E')}&%72efresh_token_expires_in=%${(0x30 + Number(String(expiresIn)[0])).toString(16)}${String(expiresIn).slice(1)}`,
    left: '',
    life: true,
  },
  {
    name: 'among parameters of the app, of any form',
    behind: ({ token, expiresOn }) =>
      `?q=a+b%2Bc?&&%zz=%&refresh_token=${token}&empty=&b=%C3%A4&refresh_token_expires_on=${expiresOn}&=x#top`,
    left: '?q=a+b%2Bc?&&%zz=%&empty=&b=%C3%A4&=x#top',
    life: true,
  },
];

for (const { name, behind, left, life } of SHAPES) {
  visit(`a link opens, and goes out of the address: ${name}`, async ({ page, server }) => {
    const link = await server.melody.issue();
    const landing = await Landing.at(page, server, server.host + PAGE + behind(link));
    assert.equal(landing.address(), server.host + PAGE + left);

    const session = await landing.open();
    assert.equal(landing.address(), server.host + PAGE + left);
    const { left: seconds, ...who } = session;
    assert.deepEqual(who, {
      subject: ALICE,
      impersonatedBy: SUPPORT,
      roles: [],
      active: true,
      storage: 'session',
    });
    assert.ok(
      Math.abs(seconds - 1800) <= 5,
      `${seconds} s left of ${life ? 'the link' : 'the access token'}`,
    );
    assert.deepEqual(await server.melody.counted('exchanges', 'exchangesAnswered', 'preflights'), [1, 1, 0]);
  });
}

const MALFORMED = {
  'the token twice': ({ token }) => `?a=1&refresh_token=${token}&refresh_token=${token}`,
  'the token in query and hash': ({ token }) => `?a=1&refresh_token=${token}#refresh_token=${token}`,
  'an empty token': ({ expiresOn }) => `?a=1&refresh_token=&refresh_token_expires_on=${expiresOn}`,
  'a token without a value': () => '?a=1&refresh_token',
  'an empty expiry': ({ token }) => `?a=1&refresh_token=${token}&refresh_token_expires_on=`,
  'an expiry twice': ({ query }) => `?a=1&${query}&refresh_token_expires_in=1800`,
  'an expiry that is no number': ({ token }) => `?a=1&refresh_token=${token}&refresh_token_expires_in=soon`,
  'a negative expiry': ({ token }) => `?a=1&refresh_token=${token}&refresh_token_expires_in=-1`,
  'a fraction': ({ token }) => `?a=1&refresh_token=${token}&refresh_token_expires_in=1e3.5`,
};

visit('a malformed link is scrubbed, told once, and nobody is asked about it', async ({ page, server }) => {
  const link = await server.melody.issue();
  for (const [name, behind] of Object.entries(MALFORMED)) {
    const landing = await Landing.at(page, server, server.host + PAGE + behind(link));
    assert.equal(landing.address(), `${server.host}${PAGE}?a=1`, name);

    assert.deepEqual(await landing.open(), { code: 'link-malformed', isError: true }, name);
    assert.equal(await landing.open(), null, name);
  }
  assert.deepEqual(await server.melody.counted('exchanges'), [0]);
});

visit(
  'parameters of other names are found where they are named, and only those',
  async ({ page, server }) => {
    const { token, expiresIn, query } = await server.melody.issue();
    const address = `${server.host}/e2e/late.html?${query}&rt=${token}&life=${expiresIn}`;
    const landing = await Landing.at(page, server, address);
    const link = await landing.run(() => {
      const names = { refreshToken: 'rt', expiresOn: 'until', expiresIn: 'life' };
      return landing.taken({ names });
    });

    assert.equal(landing.address(), `${server.host}/e2e/late.html?${server.melody.masked(query)}`);
    assert.deepEqual(link, { refreshToken: await landing.run((text) => mark(text), token), expiresIn });
  },
);

visit('a link that the app took itself opens as well', async ({ page, server }) => {
  const landing = await Landing.at(
    page,
    server,
    `${server.host}/e2e/late.html?${(await server.melody.issue()).query}`,
  );
  const opened = await landing.run(async () => {
    const link = sdk.takeLink();
    return landing.open({ link });
  });

  assert.equal(landing.address(), `${server.host}/e2e/late.html`);
  assert.equal(opened.subject, ALICE);
});

visit('without auto, impersonate() takes the link out of the address at once', async ({ page, server }) => {
  const landing = await Landing.at(
    page,
    server,
    `${server.host}/e2e/late.html?x=1&${(await server.melody.issue()).query}`,
  );
  const addresses = await landing.run(async () => {
    const opened = landing.open();
    const during = location.href;
    return [during, (await opened).subject];
  });

  assert.deepEqual(addresses, [`${server.host}/e2e/late.html?x=1`, ALICE]);
});

visit("another vendor's answer to a sign-in is not touched", async ({ page, server }) => {
  const answer = '#access_token=eyJh.A.B&expires_in=3600&refresh_token=v1.abc&token_type=bearer&type=magiclink';
  const landing = await Landing.at(page, server, `${server.host}${PAGE}?x=1${answer}`);
  assert.equal(landing.address(), `${server.host}${PAGE}?x=1${answer}`);
  assert.equal(await landing.open(), null);

  const { query } = await server.melody.issue();
  await page.goto(`${server.host}/e2e/bare.html`);
  const both = await Landing.at(page, server, `${server.host}${PAGE}?${query}${answer}`);
  assert.equal((await both.open()).subject, ALICE);
  assert.equal(both.address(), `${server.host}${PAGE}${answer}`);
});

visit('links are kept under other names where the app says so first', async ({ page, context, server }) => {
  const { host, melody } = server;
  const body = `import { keepLinks } from '/embed-host/impersonation.js';
    keepLinks({ names: { refreshToken: 'rt', expiresIn: 'life' } });
    const refused = [];
    for (const names of [{ refreshToken: '' }, { refreshToken: 'rt', expiresOn: 'rt' }, 'rt']) {
      try { keepLinks({ names }); } catch ({ code }) { refused.push(code); }
    }
    window.refused = refused;`;
  await context.route(`${host}/e2e/names.js`, (route) => route.fulfill({ contentType: 'text/javascript', body }));
  await context.route(
    (url) => url.href.startsWith(`${host}/e2e/named.html`),
    (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<!doctype html><title>Landing</title><script type="module" src="/e2e/names.js"></script>
          <script type="module" src="/e2e/landing.mjs"></script>`,
      }),
  );
  const { token, expiresIn } = await melody.issue();
  const behind = `refresh_token=x&rt=${token}&life=${expiresIn}`;
  const landing = await Landing.at(page, server, `${host}/e2e/named.html?${behind}`);
  assert.equal(landing.address(), `${host}/e2e/named.html?refresh_token=x`);
  assert.deepEqual(await landing.run(() => window.refused), Array(3).fill('invalid-options'));
  assert.equal((await landing.open()).subject, ALICE);

  const later = await melody.issue({ user: 'bob' });
  await landing.run((refreshToken) => {
    location.hash = `/inbox?rt=${refreshToken}`;
  }, later.token);
  assert.equal(landing.address(), `${host}/e2e/named.html?refresh_token=x#/inbox`);
  assert.equal((await landing.open({}, 'second')).subject, (await melody.user('bob')).authId);
});

visit('without a refresh token there is no link, and nothing is touched', async ({ page, server }) => {
  const behind = '?refresh_token_expires_on=1&refresh_token_expires_in=2&xrefresh_token=3#/refresh_token=4';
  const landing = await Landing.at(page, server, server.host + PAGE + behind);
  assert.equal(landing.address(), server.host + PAGE + behind);

  assert.equal(await landing.open(), null);
  assert.equal(landing.address(), server.host + PAGE + behind);
  assert.equal(await landing.run(() => landing.taken()), null);
});

visit(
  'with link: null the address is left alone, and the link in it is not opened',
  async ({ page, server }) => {
    const { query } = await server.melody.issue();
    const landing = await Landing.at(page, server, `${server.host}/e2e/late.html?${query}`);

    assert.equal(await landing.open({ link: null }), null);
    assert.equal(landing.address(), `${server.host}/e2e/late.html?${server.melody.masked(query)}`);
  },
);

visit('a link that comes into the hash of an open page opens like any other', async ({ page, server }) => {
  const { melody } = server;
  const landing = await Landing.with(page, server, await melody.issue());
  await landing.open();
  const { query } = await melody.issue({ user: 'bob' });
  const { subject } = await landing.run((parameters) => {
    location.hash = `/inbox?${parameters}`;
    return landing.open({}, 'second');
  }, query);

  assert.equal(subject, (await melody.user('bob')).authId);
  assert.equal(landing.address(), `${server.host}${PAGE}#/inbox`);
  assert.equal((await landing.fired('ended')).reason, 'replaced');
});

visit(
  'a call with an option that cannot be honoured leaves the link for another',
  async ({ page, server }) => {
    for (const name of ['landing', 'late']) {
      const address = `${server.host}/e2e/${name}.html`;
      const landing = await Landing.at(page, server, `${address}?${(await server.melody.issue()).query}`);
      assert.deepEqual(await landing.open({ timeout: -1 }), { code: 'invalid-options', isError: true });
      assert.equal(landing.address(), address);
      assert.equal((await landing.open()).subject, ALICE);
      await landing.end();
    }
  },
);
