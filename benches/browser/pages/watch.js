// Keeps what the browser does not tell: timers that have been set and neither cleared nor run, and WebAssembly's memory.
const timers = new Set();

function watchTimers() {
  const { setTimeout: set, clearTimeout: clear, setInterval: repeat, clearInterval: stop } = window;
  window.setTimeout = (action, ...rest) => {
    const timer = set((...given) => {
      timers.delete(timer);
      if (typeof action === 'function') action(...given);
    }, ...rest);
    timers.add(timer);
    return timer;
  };
  window.setInterval = (...given) => {
    const timer = repeat(...given);
    timers.add(timer);
    return timer;
  };
  const forgetting = (end) => (timer) => {
    timers.delete(timer);
    end(timer);
  };
  window.clearTimeout = forgetting(clear);
  window.clearInterval = forgetting(stop);
}

let memory;

function watchMemory() {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, given) {
      const made = Reflect.construct(target, given);
      memory = Object.values(made.exports).find((value) => value instanceof WebAssembly.Memory);
      return made;
    },
  });
}

/** Call this before any package is imported. */
export function watch() {
  watchTimers();
  watchMemory();
}

/** Timers, and kibibytes of WebAssembly's memory. */
export const watched = () => ({ timers: timers.size, wasm: (memory?.buffer.byteLength ?? 0) / 1024 });
