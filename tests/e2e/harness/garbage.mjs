/**
 * Runs in the host's page before its own scripts: the memory of the package's WebAssembly is found at
 * `window.memory`, once it has started.
 */
export function findMemory() {
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (target, given) => {
      const made = Reflect.construct(target, given);
      window.memory = Object.values(made.exports).find((value) => value instanceof WebAssembly.Memory);
      return made;
    },
  });
}

/** How many bytes of memory the package's WebAssembly takes. */
export const memoryOf = (host) => host.run(() => window.memory.buffer.byteLength);
