// What a change of an embed's state means, where no other event tells it.

/**
 * The kind of an entry in the timeline and its sentence, or null. `reason` is why the last token was fetched: it tells a
 * frame that the app wanted from one that the SDK rebuilt.
 */
export function changeSentence(from, to, reason) {
  if (to === 'degraded') return ['degraded', 'The token has run out and the guest has no other one. The frame stays as it is, and the SDK sees to a fresh token.'];
  if (from === 'degraded' && to === 'live') return ['recovered', 'The guest asked after all and was answered in place: the same frame, its state kept.'];
  if (from === 'degraded' && to === 'loading' && reason !== 'reload') {
    return ['rebuilt', 'A fresh token has been in hand for 15 s and the guest did not ask: a new frame takes the place of the old one.'];
  }
  if (to === 'loading' && reason === 'reload') return ['new frame', 'The fresh token is there: a new frame takes the place of the old one, so Back leads to no old token.'];
  return null;
}
