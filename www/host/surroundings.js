// Tells what the page itself undergoes: it is hidden or shown, offline or online, or back from the browser's cache.

export function tellSurroundings(timeline) {
  const tell = (type, sentence) => timeline.add('browser', sentence, type);
  addEventListener('offline', () => tell('offline', 'The network is gone.'));
  addEventListener('online', () => tell('online', 'The network is back: what the SDK was in need of, it fetches at once.'));
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) tell('pageshow', 'This page is back from the browser’s cache. The SDK looks at the time again.');
  });
  document.addEventListener('visibilitychange', () => {
    tell('visibilitychange', document.hidden
      ? 'The page is hidden: the SDK fetches nothing ahead and sets no timer. A guest that asks is still answered.'
      : 'The page is shown: the SDK looks at the time again.');
  });
}
