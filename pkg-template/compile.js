import { blocked, isPolicy, LEAST, unsupported } from './environment.js';
import { EmbedHostError } from './error.js';

/** The header of every module. */
const HEADER = [0, 0x61, 0x73, 0x6d];

/** As long as the page's address holds a link, a `Referer` would hold it too. */
const FETCH = { referrerPolicy: 'no-referrer' };

/** What a source may be, by its class, and how each becomes a module. By the name: one of another window has another class. */
const SOURCES = {
  String: (url) => compileFetched(url),
  URL: (url) => compileFetched(url),
  Response: compileResponse,
  ArrayBuffer: compileBytes,
  'WebAssembly.Module': (module) => module,
};

/** Gives the module of a source, or of a promise of one. Asynchronous, for engines that compile only small modules at once. */
export async function compile(source) {
  const given = await unlessCut(source);
  const read = ArrayBuffer.isView(given) ? compileBytes : SOURCES[Object.prototype.toString.call(given).slice(8, -1)];
  if (!read) throw error('invalid-options', 'the source of `init` must be the address of embed-host.wasm, a Response, its bytes, or a WebAssembly.Module');
  return read(given);
}

const compileFetched = async (url) => compileResponse(await unlessCut(fetch(url, FETCH)));

/** Streaming compiles while the file arrives, and lets the browser keep what it compiled. It demands the right type. */
async function compileResponse(response) {
  const { ok, status } = response;
  if (!ok) throw error('backend-status', 'the server of embed-host.wasm answered with an HTTP error status', { status });
  if (WebAssembly.compileStreaming && /^\s*application\/wasm\s*$/i.test(response.headers.get('content-type'))) {
    return WebAssembly.compileStreaming(response).catch(refuse);
  }
  return compileBytes(await unlessCut(response.arrayBuffer()));
}

function compileBytes(given) {
  const { buffer = given, byteOffset = 0, byteLength } = given;
  // Chromium compiles no DataView.
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  if (HEADER.some((byte, index) => bytes[index] !== byte)) {
    throw error('bad-response', 'expected embed-host.wasm, and got no WebAssembly: a server may answer unknown addresses with a page');
  }
  return WebAssembly.compile(bytes).catch(refuse);
}

/** Why a module was not compiled. The browser's own text is not passed on: it quotes the policy or the address. */
function refuse(reason) {
  if (isPolicy(reason)) throw blocked();
  if (reason instanceof WebAssembly.CompileError) throw unsupported(`needs a newer browser, unless the file is damaged: ${LEAST}`);
  throw cut();
}

/** What a promise gives. What it rejects with may hold the address. */
async function unlessCut(promise) {
  try {
    return await promise;
  } catch {
    throw cut();
  }
}

const cut = () => error('network', 'cannot fetch embed-host.wasm, or it was cut short: see its address, and connect-src of a policy');

const error = (code, message, details) => new EmbedHostError(code, details, message);
