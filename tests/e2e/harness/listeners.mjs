const sessions = new WeakMap();

async function sessionOf(page) {
  if (!sessions.has(page)) sessions.set(page, await page.context().newCDPSession(page));
  return sessions.get(page);
}

/** How many listeners an object of the page has for events of these types, by the browser's own books. */
export async function countListeners(page, expression, ...types) {
  const session = await sessionOf(page);
  const { result } = await session.send('Runtime.evaluate', { expression });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId });
  return listeners.filter(({ type }) => types.includes(type)).length;
}
