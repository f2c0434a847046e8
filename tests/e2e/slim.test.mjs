import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { npmPackage } from './harness/environment.mjs';
import { scenario } from './harness/scenario.mjs';
import { answerModule, importSlim, WASM } from './harness/slim-page.mjs';

const PATH = { path: '/e2e/bare.html' };
const UNSTARTED = { code: 'unsupported-environment', isError: true };

/** What `init` takes, each as a page would get it. In an object, because what is returned by itself is waited for. */
const SOURCES = {
  'an address': (wasm) => ({ source: wasm }),
  'a URL': (wasm) => ({ source: new URL(wasm, location.href) }),
  'the promise of an answer': (wasm) => ({ source: fetch(wasm) }),
  'an answer': async (wasm) => ({ source: await fetch(wasm) }),
  'an answer with the hash that it has': async (wasm) => {
    const hash = await crypto.subtle.digest('SHA-384', await (await fetch(wasm)).arrayBuffer());
    const integrity = `sha384-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
    return { source: fetch(wasm, { integrity }) };
  },
  bytes: async (wasm) => ({ source: await (await fetch(wasm)).arrayBuffer() }),
  'a view of bytes': async (wasm) => {
    const bytes = await (await fetch(wasm)).arrayBuffer();
    const padded = new Uint8Array(bytes.byteLength + 9);
    padded.set(new Uint8Array(bytes), 5);
    return { source: new DataView(padded.buffer, 5, bytes.byteLength) };
  },
  'a module': async (wasm) => ({ source: await WebAssembly.compileStreaming(fetch(wasm)) }),
  'the promise of a module': (wasm) => ({ source: WebAssembly.compileStreaming(fetch(wasm)) }),
};

scenario('the module comes from whatever init is given, and an embed loads then', PATH, async ({ page }) => {
  for (const [name, source] of Object.entries(SOURCES)) {
    await importSlim(page);
    const given = await page.evaluateHandle(source, WASM);
    const says = await page.evaluate(async ({ source }) => {
      const before = await attempt(() => slim.mount('body', {}));
      const started = await attempt(() => slim.init(source));
      const { wisdom } = await (await fetch('/config.json')).json();
      const embed = slim.mount('body', { origin: wisdom, view: 'search', token: '/api/wisdom-token' });
      const ready = await attempt(() => embed.ready);
      embed.close();
      return { before, started, ready };
    }, given);
    assert.deepEqual(says, { before: UNSTARTED, started: 'done', ready: 'done' }, name);
  }
});

scenario('an embed of slim answers its guest across origins', PATH, async ({ page, host }) => {
  await importSlim(page);
  await host.run(async (wasm) => {
    const [{ wisdom }] = await Promise.all([fetch('/config.json').then((answer) => answer.json()), slim.init(wasm)]);
    window.embed = slim.mount(document.body, {
      origin: wisdom,
      view: 'search',
      token: new slim.TokenSource('/api/wisdom-token'),
    });
    await window.embed.ready;
  }, WASM);
  const guest = await host.frame(() => window.embed.iframe);
  await guest.works();
  await guest.ask();

  assert.equal((await guest.answered()).length, 1);
  assert.equal(await host.run(() => window.embed.snapshot().sent), 1);
});

scenario('calls of init share one start, and a later one has nothing to do', PATH, async ({ page, host }) => {
  await importSlim(page);
  const requests = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  const said = await host.run(
    async (wasm) => [
      ...(await Promise.all([slim.init(wasm), slim.init(wasm), slim.init('/no-such-file')])),
      await attempt(() => slim.init(Promise.reject(new Error('not used')))),
      await attempt(() => slim.mount('body', { origin: 'none' })),
    ],
    WASM,
  );

  assert.deepEqual(said, [undefined, undefined, undefined, 'done', { code: 'invalid-options', isError: true }]);
  assert.deepEqual(requests.filter((path) => path.startsWith('/')), [WASM]);
});

const html = (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Not here</p>' });
const empty = (route) => route.fulfill({ contentType: 'application/wasm', body: Buffer.from('0061736d01000000', 'hex') });
const damaged = (route) => route.fulfill({ contentType: 'application/wasm', body: Buffer.from('0061736d0100000001', 'hex') });

const status = (code) => (route) => route.fulfill({ status: code, contentType: 'application/wasm', body: '' });

scenario(
  'a start that failed says why, without an address, and the next call starts anew',
  PATH,
  async ({ page, context, server, host }) => {
    const failures = [
      [status(404), { code: 'backend-status', status: 404 }],
      [status(503), { code: 'backend-status', status: 503 }],
      [html, { code: 'bad-response' }],
      [empty, { code: 'bad-response' }],
      [damaged, { code: 'unsupported-environment' }],
      [(route) => route.abort(), { code: 'network' }],
    ];
    for (const [answer, expected] of failures) {
      await importSlim(page);
      await context.unrouteAll();
      await answerModule(context, server, answer);
      const said = await host.run(async (wasm) => {
        const failed = await attempt(() => slim.init(wasm));
        return { failed, call: await attempt(() => slim.mount('body', {})), again: await attempt(() => slim.init(wasm)) };
      }, WASM);
      const error = { ...expected, isError: true };
      assert.deepEqual(said, { failed: error, call: error, again: 'done' });
    }
  },
);

scenario('the module of another version is refused, for as long as the page is there', PATH, async ({ page, context, server, host }) => {
  await importSlim(page);
  const { version } = JSON.parse(await readFile(join(npmPackage, 'package.json')));
  const bytes = await readFile(join(npmPackage, 'embed-host.wasm'));
  assert.ok(bytes.includes(version));
  for (let at = bytes.indexOf(version); at >= 0; at = bytes.indexOf(version, at + 1)) bytes.write('999', at);
  await answerModule(context, server, (route) => route.fulfill({ contentType: 'application/wasm', body: bytes }));
  const said = await host.run(async (wasm) => [await attempt(() => slim.init(wasm)), await attempt(() => slim.init(wasm)), await attempt(() => slim.mount('body', {}))], WASM);
  assert.deepEqual(said, Array(3).fill({ code: 'bad-response', isError: true }));
});

scenario('what is no source, no option or another file is refused', PATH, async ({ page, host }) => {
  await importSlim(page);
  const said = await host.run(async (wasm) => {
    const invalid = [];
    for (const source of [undefined, null, 5, {}, [wasm], () => wasm]) invalid.push(await attempt(() => slim.init(source)));
    for (const options of [{ takelink: true }, { takeLink: 'yes' }]) invalid.push(await attempt(() => slim.init(wasm, options)));
    const integrity = `sha384-${'A'.repeat(64)}`;
    const changed = await attempt(() => slim.init(fetch(wasm, { integrity })));
    return { invalid, changed, then: await attempt(() => slim.init(wasm)) };
  }, WASM);

  assert.deepEqual(said.invalid, Array(8).fill({ code: 'invalid-options', isError: true }));
  assert.deepEqual(said.changed, { code: 'network', isError: true });
  assert.equal(said.then, 'done');
});

for (const [type, streams] of [
  ['application/wasm', 1],
  ['Application/WASM', 1],
  ['application/wasm; charset=utf-8', 0],
  ['application/octet-stream', 0],
  ['text/plain', 0],
]) {
  scenario(`a module that is served as ${type} is ${streams ? 'compiled while it arrives' : 'compiled all the same'}`, PATH, async ({ page, context, server, host }) => {
    await importSlim(page);
    await answerModule(context, server, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-type': type } });
    });
    const streamed = await host.run(async (wasm) => {
      let count = 0;
      const { compileStreaming } = WebAssembly;
      WebAssembly.compileStreaming = (...given) => (count++, compileStreaming(...given));
      await slim.init(wasm);
      WebAssembly.compileStreaming = compileStreaming;
      return count;
    }, WASM);

    assert.equal(streamed, streams);
  });
}

/** An engine that compiles only 4 kB at once, such as Chromium before 115. */
function onlySmallOnes() {
  const refuse = (bytes) => {
    if (!(bytes.byteLength <= 4096)) throw new RangeError('disallowed on the main thread, if the size is larger than 4KB');
  };
  for (const name of ['Module', 'Instance']) {
    WebAssembly[name] = new Proxy(WebAssembly[name], {
      construct: (made, [given, ...others]) => (refuse(given), Reflect.construct(made, [given, ...others])),
    });
  }
}

scenario('a browser that compiles only 4 kB at once starts slim', { ...PATH, scripts: [onlySmallOnes] }, async ({ page, host }) => {
  await importSlim(page);
  const said = await host.run(async (wasm) => {
    const { mount } = await import('/embed-host/index.js');
    return [await attempt(() => mount('body', {})), await attempt(() => slim.init(wasm)), await attempt(() => slim.mount('body', {}))];
  }, WASM);

  assert.deepEqual(said.map((what) => what.code ?? what), ['unsupported-environment', 'done', 'invalid-options']);
});
