/**
 * Collects in the host's page, before its own scripts run, everything through which a token could get out:
 * console lines, errors, events of embeds and their errors in every textual form. Runs in the page;
 * `window.evidence` is a list of { where, text }.
 */
export function collectEvidence() {
  if (window !== window.top) return;
  const evidence = [];
  // Firefox names these scripts, in stacks, by the address that the document was loaded with.
  const ofThisScript = `@${location.href}`;
  const isOthers = (line) => !line.includes(ofThisScript);
  const keep = (where, text) => evidence.push({ where, text: String(text).split('\n').filter(isOthers).join('\n') });
  const json = (value) => {
    try {
      return JSON.stringify(value) ?? '';
    } catch (error) {
      return String(error);
    }
  };

  /**
   * All strings that can be reached from a value by own properties, its prototypes' getters and its entries.
   */
  const strings = (value, depth = 6, seen = new Set()) => {
    if (typeof value === 'string') return [value];
    if (
      (typeof value !== 'object' && typeof value !== 'function') ||
      value === null ||
      depth === 0 ||
      seen.has(value)
    )
      return [];
    if (value instanceof Node || value === window || value instanceof Window) return [];
    seen.add(value);
    const names = new Set();
    for (
      let holder = value;
      holder && holder !== Object.prototype && holder !== Function.prototype;
      holder = Object.getPrototypeOf(holder)
    ) {
      for (const name of Reflect.ownKeys(holder)) names.add(name);
    }
    return [...names].flatMap((name) => {
      try {
        return [String(name), ...strings(value[name], depth - 1, seen)];
      } catch (error) {
        return [String(error), String(error.stack)];
      }
    });
  };

  const keepError = (where, error) => {
    keep(
      where,
      [error, error?.message, error?.stack, error?.cause, json(error), ...strings(error)].join('\n'),
    );
  };
  const asText = (value) => {
    try {
      return String(value);
    } catch (error) {
      return String(error);
    }
  };
  const keepValue = (where, value) => keep(where, [asText(value), json(value), ...strings(value)].join('\n'));

  for (const level of [
    'log',
    'info',
    'warn',
    'error',
    'debug',
    'trace',
    'dir',
    'table',
    'assert',
    'group',
    'count',
    'time',
  ]) {
    const original = console[level];
    console[level] = (...given) => {
      for (const value of given) keepValue(`console.${level}`, value);
      original.apply(console, given);
    };
  }
  window.addEventListener('error', (event) => keepError('window error', event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => keepError('unhandled rejection', event.reason));
  Object.assign(window, { evidence, keepValue, keepError });
}

/**
 * What stands in the page itself. Runs in the page. The addresses of iframes, the one place for a token, are
 * put under a key of their own.
 */
export function readPage() {
  const addresses = [];
  const copy = document.documentElement.cloneNode(true);
  for (const iframe of copy.querySelectorAll('iframe')) {
    addresses.push(iframe.getAttribute('src') ?? '');
    iframe.removeAttribute('src');
  }
  const timing = performance
    .getEntries()
    .map((entry) => ({ kind: entry.entryType, by: entry.initiatorType ?? '', text: JSON.stringify(entry) }));
  const globals = Reflect.ownKeys(window).flatMap((name) => {
    try {
      return [String(name), typeof window[name] === 'string' ? window[name] : ''];
    } catch {
      return [];
    }
  });
  return {
    addresses,
    timing,
    elsewhere: {
      document: copy.outerHTML,
      title: document.title,
      cookie: document.cookie,
      localStorage: JSON.stringify(localStorage),
      sessionStorage: JSON.stringify(sessionStorage),
      address: location.href,
      history: JSON.stringify(history.state),
      'window.name': window.name,
      globals: globals.join('\n'),
    },
  };
}
