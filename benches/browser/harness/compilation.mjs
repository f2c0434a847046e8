// What the main thread of a page spends on compiling, from a trace of V8.

export const CATEGORIES = ['v8', 'v8.wasm', 'disabled-by-default-v8.compile', 'disabled-by-default-v8.wasm.detailed'];

/** A module as a whole, and each function at its first call. Neither lies within the other. */
const WASM = ['wasm.SyncCompile', 'wasm.CompileLazy'];
const WASM_FUNCTION = 'wasm.CompileLazy';

/** A function of a script, at its first call. */
const SCRIPT_FUNCTION = 'V8.CompileCode';

/** Adds up the events of the thread that ran the page's own modules: guests run theirs in another process. */
export function compilation(events) {
  const { pid, tid } = events.find(({ name }) => name === 'v8.evaluateModule');
  const own = events.filter((event) => event.ph === 'X' && event.pid === pid && event.tid === tid);
  const named = (names) => own.filter(({ name }) => names.includes(name));
  const wasm = milliseconds(named(WASM));
  const scripts = milliseconds(named([SCRIPT_FUNCTION]));
  return {
    compiling: wasm + scripts,
    wasm,
    functions: named([WASM_FUNCTION]).length,
    scripts,
    scriptFunctions: named([SCRIPT_FUNCTION]).length,
  };
}

const milliseconds = (events) => events.reduce((sum, { dur }) => sum + dur, 0) / 1_000;
