/**
 * Runs in every document of a test before the document's own scripts, and keeps what `message` events
 * brought. Of a token it keeps a mark only: enough to tell two tokens apart, too little to use one.
 */
export function recordMail() {
  const mailbox = [];
  // FNV-1a, 32 bits.
  const mark = (text) =>
    [...text].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5);
  const describe = (data) => {
    try {
      return {
        kind: data === null ? 'null' : typeof data,
        type: String(data?.type).slice(0, 40),
        mark: typeof data?.token === 'string' ? mark(data.token) : null,
      };
    } catch {
      return { kind: 'unreadable', type: 'unreadable', mark: null };
    }
  };
  window.addEventListener('message', (event) => {
    mailbox.push({
      ...describe(event.data),
      origin: event.origin,
      fromParent: event.source === window.parent,
    });
  });
  Object.assign(window, { mailbox, mark });
}

/**
 * Runs in the host's page before its own scripts, and keeps the timers that have been set and neither cleared
 * nor run.
 */
export function recordTimers() {
  if (window !== window.top) return;
  const timers = new Set();
  const { setTimeout: set, clearTimeout: clear } = window;
  window.setTimeout = (action, ...rest) => {
    const timer = set(
      (...given) => {
        timers.delete(timer);
        action(...given);
      },
      ...rest,
    );
    timers.add(timer);
    return timer;
  };
  window.clearTimeout = (timer) => {
    timers.delete(timer);
    clear(timer);
  };
  Object.assign(window, { timers });
}
