// What each error code means for the user of the page.

const remedies = new Map([
  ['timeout', 'No token within the deadline. The next attempt starts again.'],
  ['network', 'The backend could not be reached, or its answer was cut short.'],
  ['bad-response', 'What came is not a token, so the guest was sent nothing.'],
  ['refused', 'The backend refused. Sign in as alice or bob to go on.'],
  ['stale-token', 'The token is no newer than the last one, so it was not sent.'],
  ['provider-failed', 'The token callback failed, so the guest was sent nothing.'],
  ['user-conflict', 'Two embeds of this tenant have different users, who share its storage. Close one of them.'],
  ['aborted', 'The embed or its token source was closed.'],
]);

/** A sentence for an error of the SDK. */
export function remedyFor({ code, status }) {
  if (code === 'backend-status') return `The backend answered HTTP ${status}, so the guest was sent nothing.`;
  return remedies.get(code) ?? 'The SDK could not get a token.';
}
