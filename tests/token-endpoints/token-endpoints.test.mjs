// The token endpoints of docs/token-endpoint.md, each beside a stand-in for WisdomAI of its own.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { PROGRAMS, Program } from './program.mjs';

const KEY = 'hush-hush-access-key';
const SECRET = 'hush-hush-session-secret';
const TOKEN_LIFE = 600;

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const STAND_IN = [
  ...[process.env.EMBED_HOST_SERVER, '--stand-in-access-key', KEY, '--token-life', TOKEN_LIFE, '--log', 'warn', '--exit-with-stdin'],
  ...['--host-port', '0', '--wisdom-port', '0', '--attacker-port', '0'],
  ...['--site', path('../../www/host'), '--guest', path('../../www/guest'), '--package', path('.')],
];

/** The cookie that the sign-in of the app would set. */
function session(email, { endsIn = 3600, secret = SECRET } = {}) {
  const signed = `${Buffer.from(email).toString('base64url')}.${Math.floor(Date.now() / 1000) + endsIn}`;
  return `session=${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const ALICE = session('alice@example.com');

const STRANGERS = {
  'without a session': undefined,
  'with a session that has ended': session('alice@example.com', { endsIn: -1 }),
  'with a session that somebody else signed': session('alice@example.com', { secret: 'guessed' }),
  'with the signature of another session': `session=${Buffer.from('bob@example.com').toString('base64url')}.${ALICE.split('.').slice(1).join('.')}`,
  'with a session without a signature': ALICE.replace(/\.[^.]*$/, ''),
  'with a session that is none': 'session=j:{}',
  'with other cookies only': 'theme=dark; sessions=1',
};

/** What every one of the programs does. */
function behaviourOf(command) {
  let standIn;
  let program;
  let wisdom;
  let endpoint;
  const answered = [];

  const start = (variables) => Program.start(command, { WISDOM_ORIGIN: wisdom, WISDOM_ACCESS_KEY: KEY, SESSION_SECRET: SECRET, PORT: '0', ...variables });

  const addressOf = async (started) => `${await started.says(/(http:\/\/127\.0\.0\.1:\d+)/)}/api/wisdom-token`;

  before(async () => {
    standIn = Program.start(STAND_IN);
    ({ wisdom } = JSON.parse(await standIn.says(/^(\{.*\})$/)));
    await control('users', { email: 'alice@example.com' });
    program = start();
    endpoint = await addressOf(program);
  });

  after(() => Promise.all([program?.stop(), standIn?.stop()]));

  async function control(what, change) {
    const body = JSON.stringify(change);
    const { status } = await fetch(`${wisdom}/control/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.equal(status, 204);
  }

  const minted = async () => (await (await fetch(`${wisdom}/control/counts`)).json()).minted;

  async function ask(cookie = ALICE, { headers = {}, from = endpoint } = {}) {
    const response = await fetch(from, { headers: { ...headers, ...(cookie && { cookie }) } });
    const text = await response.text();
    answered.push(text);
    assert.match(response.headers.get('content-type'), /^application\/json/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: JSON.parse(text) };
  }

  test('whoever is signed in gets a token of their own that has just been minted, and its lifetime', async () => {
    const earlier = await minted();
    const { status, body } = await ask();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body).sort(), ['expires_in', 'token']);
    assert.equal(body.expires_in, TOKEN_LIFE);
    const { email } = JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url'));
    assert.equal(email, 'alice@example.com');
    assert.equal(await minted(), earlier + 1);
  });

  for (const [how, cookie] of Object.entries(STRANGERS)) {
    test(`whoever asks ${how} gets 401, and nothing is minted`, async () => {
      const earlier = await minted();
      const { status, body } = await ask(cookie ?? null);
      assert.deepEqual([status, Object.keys(body)], [401, ['error']]);
      assert.equal(await minted(), earlier);
    });
  }

  test('a page of the own origin gets a token, and a request that another site caused gets 403', async () => {
    const statuses = [];
    for (const site of ['same-origin', 'same-site', 'cross-site', 'none']) {
      statuses.push((await ask(ALICE, { headers: { 'sec-fetch-site': site } })).status);
    }
    assert.deepEqual(statuses, [200, 403, 403, 403]);
  });

  for (const [how, mint] of [
    ['is down', { kind: 'fail', status: 503 }],
    ['fails', { kind: 'fail', status: 500 }],
    ['is overloaded', { kind: 'fail', status: 429 }],
    ['does not answer in time', { kind: 'hang' }],
  ]) {
    test(`a page is told when to ask again if WisdomAI ${how}, and gets a token then`, async () => {
      await control('behaviour', { mint: { ...mint, times: 1 } });
      const asked = Date.now();
      const { status, retryAfter, body } = await ask();
      assert.deepEqual([status, Object.keys(body)], [503, ['error']]);
      assert.match(retryAfter, /^[2-5]$/);
      assert.ok(Date.now() - asked < 8_000, 'the page waits ten seconds at most');
      assert.equal((await ask()).status, 200);
    });
  }

  test('what asking again does not change is 502', async () => {
    for (const answer of [await ask(session('nobody@example.com')), await withKey('not-the-key')]) {
      assert.deepEqual([answer.status, answer.retryAfter, Object.keys(answer.body)], [502, null, ['error']]);
    }
  });

  async function withKey(key) {
    const other = start({ WISDOM_ACCESS_KEY: key });
    try {
      return await ask(ALICE, { from: await addressOf(other) });
    } finally {
      await other.stop();
    }
  }

  test('it does not start without all that it needs, and says what is missing', async () => {
    const refusesToStartWithout = async (missing) => {
      const started = start({ [missing]: undefined });
      assert.notEqual(await started.exited, 0, missing);
      assert.match(started.output, new RegExp(missing));
    };
    await Promise.all(['WISDOM_ORIGIN', 'WISDOM_ACCESS_KEY', 'SESSION_SECRET'].map(refusesToStartWithout));
  });

  test('a page is told to ask again if WisdomAI cannot be reached; and no answer and no line that was printed holds a secret', async () => {
    await standIn.stop();
    const { status, retryAfter } = await ask();
    assert.deepEqual([status, /^[2-5]$/.test(retryAfter)], [503, true]);

    const tokens = answered.map((text) => JSON.parse(text).token).filter(Boolean);
    assert.ok(tokens.length >= 6);
    await program.stop();
    assert.match(program.output, /WisdomAI/, 'failures are logged');
    for (const secret of [KEY, SECRET, ALICE.split('.').at(-1), 'alice', ...tokens.map((token) => token.split('.').at(-1))]) {
      assert.equal(program.output.includes(secret), false, `printed: ${program.output}`);
    }
    for (const secret of [KEY, SECRET]) assert.equal(answered.join().includes(secret), false);
  });
}

// They wait more than they work, so they run side by side; the tests of one program follow each other.
describe('a token endpoint', { concurrency: true }, () => {
  for (const [name, command] of Object.entries(PROGRAMS)) {
    describe(`with ${name}`, { concurrency: 1, timeout: 180_000 }, () => behaviourOf(command));
  }
});
