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

/** Has the browser collect its garbage, and tells what is left of the page by the browser's own books. */
export async function collectGarbage({ page, context }) {
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.enable');
  // What is collected last, such as a document, frees what only it held.
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
  const { documents, nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { documents, nodes, listeners: jsEventListeners };
}
