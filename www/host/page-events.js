// Reports the page's own events in the timeline: hidden or shown, offline or online, restored from the back/forward cache.

export function reportPageEvents(timeline) {
  const tell = (type, sentence) => timeline.add('browser', sentence, type);
  addEventListener('offline', () => tell('offline', 'The network is gone.'));
  addEventListener('online', () => tell('online', 'The network is back: the SDK fetches at once what it needs.'));
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) tell('pageshow', 'This page was restored from the browser’s cache. The SDK checks the time again.');
  });
  document.addEventListener('visibilitychange', () => {
    tell('visibilitychange', document.hidden
      ? 'The page is hidden: the SDK fetches nothing ahead and sets no timer. A guest that asks is still answered.'
      : 'The page is shown: the SDK checks the time again.');
  });
}
