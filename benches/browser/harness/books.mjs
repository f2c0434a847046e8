// What the browser itself has on its books of a page.

const OBJECTS = ['window', 'document'];

async function countListeners(session, expression) {
  const { result } = await session.send('Runtime.evaluate', { expression });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId });
  return listeners.length;
}

/**
 * A call for pages: collects the garbage, then counts. What is collected last, such as a document, frees what only it held, and
 * the devtools' own handles go with each count.
 */
export const books = (attach) => ({
  async books() {
    const session = await attach();
    let listeners = 0;
    for (const object of OBJECTS) listeners += await countListeners(session, object);
    for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { documents } = await session.send('Memory.getDOMCounters');
    return { listeners, heap: usedSize / 1024, documents };
  },
});
