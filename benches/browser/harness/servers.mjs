// The host's origin and the guests' origin. They are two sites to the browser, so guests are in a process of their own, as a
// vendor's are.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { json } from 'node:stream/consumers';

import { mint } from '../pages/mint.js';
import { certificate } from './certificate.mjs';

// Pages that are isolated have clocks of 5 microseconds; others have clocks of 100.
const HEADERS = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': 'no-store',
};

const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const SCRIPT = { 'Content-Type': 'text/javascript; charset=utf-8' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The policy that embed-host asks for, and no more. */
const POLICY = { 'Content-Security-Policy': "script-src 'self' 'wasm-unsafe-eval'" };

/** The name that one package embeds from, and from no other. */
const POWERBI = 'app.powerbi.com';

const document = (script, type = '') =>
  `<!doctype html><meta charset="utf-8"><title>Bench</title><div id="place"></div><script ${type} src="${script}"></script>`;

const ownScript = (name) => readFile(new URL(`../pages/${name}`, import.meta.url));

function send(response, headers, body, status = 200) {
  response.writeHead(status, { ...HEADERS, ...headers }).end(body);
}

/** Starts both; `folder` has the bundles that the host serves. */
export async function startServers(folder) {
  const pages = new Map();
  const token = mint();
  const read = (path) => (path.startsWith('/pages/') ? ownScript(path.slice('/pages/'.length)) : readFile(`${folder}${path}`));

  async function answerCall(request, response, query) {
    const action = pages.get(query.get('id'))?.[query.get('name')];
    if (!action) return send(response, {}, '', 404);
    const result = await action(await json(request));
    return send(response, JSON_TYPE, JSON.stringify(result ?? null));
  }

  async function answerHost(request, response) {
    const { pathname, searchParams } = new URL(request.url, 'http://host');
    if (pathname === '/call') return answerCall(request, response, searchParams);
    if (pathname === '/token') return send(response, JSON_TYPE, JSON.stringify({ token: token() }));
    if (pathname === '/foreign') return send(response, { ...HTML, ...POLICY }, document('/pages/foreign.js'));
    if (pathname === '/measure') {
      return send(response, { ...HTML, ...POLICY }, document(`/pages/${searchParams.get('page')}.js`, 'type="module"'));
    }
    return send(response, SCRIPT, await read(pathname));
  }

  async function answerGuest({ url, headers }, response) {
    if (url === '/guest.js') return send(response, SCRIPT, await ownScript('guest.js'));
    if (headers['sec-fetch-dest'] === 'iframe') return send(response, HTML, document('/guest.js'));
    // Some packages call the vendor's API first: it has nothing to say.
    return send(response, { ...JSON_TYPE, 'Access-Control-Allow-Origin': '*' }, '{}');
  }

  const guarded = (answer) => (request, response) => answer(request, response).catch(() => send(response, {}, '', 404));
  const servers = [createServer(guarded(answerHost)), createSecureServer(certificate(), guarded(answerGuest))];
  const [hostPort, guestPort] = await Promise.all(servers.map(listen));
  return {
    host: `http://127.0.0.1:${hostPort}`,
    guest: `https://localhost:${guestPort}`,
    powerbi: `https://${POWERBI}`,
    /** What the browser is told about names. */
    rules: `MAP ${POWERBI}:443 127.0.0.1:${guestPort}, MAP localhost 127.0.0.1`,
    /** Awaits calls of a page, by their names; returns the page's number. */
    expect(calls) {
      const id = String(pages.size + 1);
      pages.set(id, calls);
      return id;
    },
    forget: (id) => pages.set(id, {}),
    stop: () => Promise.all(servers.map(stop)),
  };
}

const listen = (server) =>
  new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

function stop(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}
