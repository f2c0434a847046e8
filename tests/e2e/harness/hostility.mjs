// What hostile pages and scripts do, as functions that run in a page of the test.

/** Posts from the guest, whose source and origin are right, what is no request. Returns how many. */
export function postJunk() {
  const request = 'REQUEST_JWT_TOKEN';
  const cycle = { list: [] };
  cycle.type = cycle;
  cycle.list.push(cycle);
  let deep = {};
  for (let level = 0; level < 500; level += 1) deep = { type: deep };
  const huge = 'x'.repeat(8e6);

  const primitives = [null, undefined, true, 0, NaN, 10n, '', request, `{"type":"${request}"}`];
  const types = [
    null,
    undefined,
    7,
    true,
    '',
    [request],
    { type: request },
    new String(request),
    request.toLowerCase(),
  ];
  const almost = [`${request} `, ` ${request}`, `${request}\0`, `${request}${huge}`, 'JWT_TOKEN_RESPONSE'];
  const elsewhere = [{}, [], [request], [{ type: request }], { data: { type: request } }, { Type: request }];
  const objects = [new Date(), /type/, new Error(request), new Map([['type', request]]), new Set([request])];
  const buffers = [new ArrayBuffer(64), new Uint8Array(64), new Blob([request])];
  const large = [huge, { type: huge }, { filler: huge }, Array(1e5).fill({ type: 7 }), cycle, deep];

  const typed = [...types, ...almost].map((type) => ({ type, token: 'a.b.c' }));
  const junk = [...primitives, ...typed, ...elsewhere, ...objects, ...buffers, ...large];
  for (const message of junk) window.parent.postMessage(message, '*');
  return junk.length;
}

/**
 * Dispatches on the host's window, as a script of its page can, events whose source is missing or another.
 */
export function forgeSources() {
  const fields = { data: { type: 'REQUEST_JWT_TOKEN' }, origin: wisdom };
  for (const source of [null, undefined, window, new MessageChannel().port1]) {
    window.dispatchEvent(new MessageEvent('message', { ...fields, source }));
  }
  window.dispatchEvent(new Event('message'));
  window.dispatchEvent(Object.assign(new Event('message'), { ...fields, source: undefined }));
  window.dispatchEvent(Object.assign(new Event('message'), { ...fields, source: { postMessage() {} } }));
}

/** The same, with the guest's window as source and origins that are nearly the guest's. */
export function forgeOrigins() {
  const { hostname, port } = new URL(wisdom);
  const hosts = [`${hostname}.`, 'localhost', `${hostname}.evil.example`, `evil${hostname}`].map(
    (host) => `http://${host}:${port}`,
  );
  const spellings = [
    `${wisdom}/`,
    `${wisdom}.`,
    `${wisdom}0`,
    wisdom.slice(0, -1),
    wisdom.toUpperCase(),
    `http://${hostname}`,
  ];
  const schemes = [
    wisdom.replace('http:', 'https:'),
    wisdom.replace('://', '://user@'),
    wisdom.replace('http://', ''),
  ];
  const others = ['', 'null', '*', '/', location.origin, attacker, 'https://acme.askwisdom.ai'];
  const source = stage.embeds.embed.iframe.contentWindow;
  for (const origin of [...hosts, ...spellings, ...schemes, ...others]) {
    window.dispatchEvent(
      new MessageEvent('message', { data: { type: 'REQUEST_JWT_TOKEN' }, origin, source }),
    );
  }
}

/**
 * The same, with the guest's window and origin, and data that inherits its type or throws when it is looked
 * at.
 */
export function forgeTypes() {
  const request = { type: 'REQUEST_JWT_TOKEN' };
  const raise = () => {
    throw new Error('looked at');
  };
  const inherits = [
    Object.create(request),
    Object.create(Object.create(request)),
    Object.create({
      get type() {
        return request.type;
      },
    }),
  ];
  const traps = {
    get: raise,
    has: raise,
    getOwnPropertyDescriptor: raise,
    getPrototypeOf: raise,
    ownKeys: raise,
  };
  const raises = [
    new Proxy(request, traps),
    Object.defineProperty({}, 'type', { get: raise, enumerable: true }),
    Object.defineProperty({}, 'type', { get: raise, enumerable: false }),
  ];
  const { proxy, revoke } = Proxy.revocable(request, {});
  revoke();
  const source = stage.embeds.embed.iframe.contentWindow;
  for (const data of [...inherits, ...raises, proxy]) {
    window.dispatchEvent(new MessageEvent('message', { data, origin: wisdom, source }));
  }
}
