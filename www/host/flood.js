// Thousands of messages that the SDK must ignore: other libraries' messages, nonsense, and forgeries.

const chatter = [
  'ping',
  42,
  null,
  ['a', 'list'],
  { type: 'webpackOk', data: {} },
  { type: 'REQUEST_JWT_TOKEN' },
  { type: 'JWT_TOKEN_RESPONSE', token: 'forged' },
  { source: 'devtools', payload: { deep: { deeper: 'x'.repeat(500) } } },
];

/** Posts `count` messages to this window. Resolves with the milliseconds until the last one has been delivered. */
export function flood(count) {
  return new Promise((resolve) => {
    let arrived = 0;
    const begun = performance.now();
    const countUp = ({ source }) => {
      if (source !== window) return;
      arrived += 1;
      if (arrived < count) return;
      removeEventListener('message', countUp);
      resolve(performance.now() - begun);
    };
    addEventListener('message', countUp);
    for (let sent = 0; sent < count; sent += 1) postMessage(chatter[sent % chatter.length], location.origin);
  });
}
