// What the main thread of a page does on the way to a frame, from a trace of V8 and of the page's own marks.

export const CATEGORIES = [
  'v8',
  'v8.wasm',
  'disabled-by-default-v8.compile',
  'disabled-by-default-v8.wasm.detailed',
  'blink.user_timing',
];

/** A module as a whole, and each function at its first call. Neither lies within the other. */
const WASM = ['wasm.SyncCompile', 'wasm.CompileLazy'];
const WASM_FUNCTION = 'wasm.CompileLazy';

/** A function of a script, at its first call. */
const SCRIPT_FUNCTION = 'V8.CompileCode';

/** Adds up the events of the thread that ran the page's own modules: guests run theirs in another process. */
export function compilation(events) {
  const { pid, tid } = events.find(({ name }) => name === 'v8.evaluateModule');
  const own = events.filter((event) => event.pid === pid && event.tid === tid);
  const mark = (wanted) => own.find(({ name }) => name === wanted);
  const framed = mark('first frame');
  const named = (names) => own.filter(({ name, ph, ts }) => ph === 'X' && names.includes(name) && ts < framed.ts);
  const wasm = milliseconds(named(WASM));
  const scripts = milliseconds(named([SCRIPT_FUNCTION]));
  return {
    busy: busy(mark('first begun'), framed),
    busyAgain: busy(mark('second begun'), mark('second frame')),
    compiling: wasm + scripts,
    wasm,
    functions: named([WASM_FUNCTION]).length,
    scripts,
    scriptFunctions: named([SCRIPT_FUNCTION]).length,
  };
}

/** The thread's own time for them. */
const milliseconds = (events) => events.reduce((sum, { tdur }) => sum + tdur, 0) / 1_000;

/** The processor's time that the thread took from one mark to another: what it waited for does not count. */
const busy = (begun, ended) => (ended.tts - begun.tts) / 1_000;
