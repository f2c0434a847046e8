import { keepLinks, passOn } from './api/impersonation.js';
import { loadCoreBy } from './core.js';
import { blocked, checkBrowser, isPolicy, unsupported } from './environment.js';
import { EmbedHostError } from './error.js';
import { compile } from './compile.js';
import { version } from './package.json';

/** The functions of the module, once it runs. */
let functions;

/** What the calls of `init` share, from the first one until it has failed. */
let starting;

/** What calls throw until the module runs: why it does not. */
let failure;

loadCoreBy(() => {
  if (functions) return functions;
  throw failure ?? unsupported('has not started: wait for `await init(…)` of embed-host/slim before you call this');
});

export async function init(source, options) {
  // A source may be a promise that fails, for which nobody waits where it is not used. On a server that would end the process.
  Promise.resolve(source).catch(() => {});
  if (takesLink(options)) keepLinks();
  starting ??= run(source).catch((error) => {
    starting = undefined;
    failure = error;
    throw error;
  });
  return starting;
}

/** Reads the options. There is no module yet that could. */
function takesLink(options) {
  const { takeLink = false, ...others } = options ?? {};
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid('`takeLink` is the one option of `init`');
  if (typeof takeLink !== 'boolean') throw invalid('`takeLink` must be true or false');
  return takeLink;
}

async function run(source) {
  checkBrowser();
  const module = await compile(source);
  // The bindings keep an instance of whatever was instantiated: a module without their functions must not become it.
  if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'version')) throw otherVersion();
  // The bindings make text coders when they are evaluated. The bundler defers that to this call.
  const bindings = require('./slim/bindings.js');
  try {
    await bindings.default({ module_or_path: module });
  } catch (reason) {
    throw isPolicy(reason) ? blocked() : otherVersion();
  }
  // This one has started, and the bindings take no other.
  if (bindings.version() !== version) throw otherVersion(', and load the page again');
  functions = bindings;
  passOn();
}

const invalid = (message) => new EmbedHostError('invalid-options', undefined, message);

/** A module of another build lacks a function, imports another one, or says another version. */
const otherVersion = (remedy = '') =>
  new EmbedHostError('bad-response', undefined, `expected the embed-host.wasm of version ${version}: serve the file that lies beside this script in the package${remedy}`);
