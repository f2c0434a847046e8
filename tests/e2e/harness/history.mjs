/** The addresses in the tab's history, by the browser's own books, and which of them is shown. */
export async function tabHistory(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { currentIndex, entries } = await session.send('Page.getNavigationHistory');
    return { at: currentIndex, addresses: entries.map(({ url }) => url) };
  } finally {
    await session.detach();
  }
}
