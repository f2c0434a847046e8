import { FAILED, REFUSED, RETRY } from '../problem-words.js';

/** It fills the box where that has a height, and gives it one where it has none. Everything else is the app's own style. */
const LAYOUT = {
  boxSizing: 'border-box',
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'center',
  justifyContent: 'safe center',
  gap: '0.75rem',
  minHeight: '100%',
  padding: '1rem',
  textAlign: 'center',
};

const LINE = { maxWidth: '45ch', margin: 0, overflowWrap: 'anywhere' };

/** What a component shows where its app has no view for errors. `make(tag, props, ...children)` makes an element of the framework. */
export function errorView(make, { error: { code, message }, embed, retry }) {
  const line = (name, ...children) => make('p', { class: `wisdom-embed-${name}`, style: LINE }, ...children);
  return make(
    'div',
    { class: 'wisdom-embed-error', role: 'alert', style: LAYOUT },
    line('message', code === 'refused' ? REFUSED : FAILED),
    // What `mount` says is for the developer: which option is wrong, or what the policy must allow.
    embed ? null : line('details', message),
    make('code', { class: 'wisdom-embed-code' }, code),
    make('button', { class: 'wisdom-embed-retry', type: 'button', onClick: retry }, RETRY),
  );
}
