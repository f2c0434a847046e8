// What a change of an embed's state means, where no other event says so.

/**
 * The kind of an entry in the timeline and its sentence, or null. `reason` is why the last token was fetched: it
 * distinguishes a reload by the app from a rebuild by the SDK.
 */
export function changeSentence(from, to, reason) {
  if (to === 'degraded') return ['degraded', 'The token has expired and the guest has no other one. The frame stays as it is, and the SDK fetches a fresh token.'];
  if (from === 'degraded' && to === 'live') return ['recovered', 'The guest asked after all and was answered in place: the same frame, its state kept.'];
  if (from === 'degraded' && to === 'loading' && reason !== 'reload') {
    return ['rebuilt', 'A fresh token has been cached for 15 s and the guest did not ask: a new frame replaces the old one.'];
  }
  if (to === 'loading' && reason === 'reload') return ['new frame', 'The fresh token is there: a new frame replaces the old one, so Back leads to no old token.'];
  return null;
}
