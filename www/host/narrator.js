// Describes in the timeline what an embed and its token fetches do.
import { changeSentence } from './changes.js';
import { remedyFor } from './remedies.js';

export class Narrator {
  #timeline;
  #life;
  #vitals;
  #deadline;
  #fetches = 0;
  #views = 0;
  #reason = null;
  #latestFetch = null;

  /** `display` is `{ timeline, life, vitals }`; `deadline` is how long one token may take, in ms. */
  constructor({ timeline, life, vitals }, deadline) {
    this.#timeline = timeline;
    this.#life = life;
    this.#vitals = vitals;
    this.#deadline = deadline;
  }

  /** Describes each event of `embed` from now on. */
  follow(embed) {
    const hear = (type, tell) => embed.addEventListener(type, ({ detail }) => tell(detail));
    hear('ready', () => this.#tellReady());
    hear('statechange', (detail) => this.#tellChange(detail));
    hear('tokenrequest', () => this.#tellAsked());
    hear('tokensent', (detail) => this.#tellSent(detail));
    hear('tokenerror', (detail) => this.#tellError(detail));
    hear('closed', () => this.#tellClosed());
  }

  // As the witness of `watched`, it describes each token fetch.

  started(reason) {
    if (reason !== this.#reason) this.#fetches = 0;
    this.#reason = reason;
    this.#fetches += 1;
    this.#vitals.startFetch(this.#deadline);
    const call = `token({ signal, reason: '${reason}' })`;
    this.#latestFetch = this.#fetches > 1
      ? this.#timeline.add('retrying', 'That may be transient, so after a pause your backend is asked again.', call)
      : this.#timeline.add('fetching', fetchSentences[reason], call);
  }

  answered({ expiresIn, reason, took }) {
    this.#vitals.endFetch();
    this.#life.lasts(expiresIn);
    const unasked = reason === 'ahead' || reason === 'recover';
    this.#vitals.hold(unasked);
    if (unasked) this.#fetches = 0;
    this.#latestFetch.extend(`It came after ${spoken(took)}${unasked ? ' and is cached now' : ''}.`);
  }

  failed(took) {
    this.#vitals.endFetch();
    this.#latestFetch.extend(`That failed after ${spoken(took)}.`);
  }

  aborted(took) {
    this.#vitals.endFetch();
    this.#timeline.add('aborted', `The SDK aborted the fetch after ${spoken(took)}.`, 'signal.aborted');
  }

  #tellReady() {
    this.#served();
    this.#views += 1;
    this.#reason = null;
    const sentence = this.#views === 1 ? 'The view has loaded. Its first token came with its address.' : 'The new frame has loaded, with a fresh token in its address.';
    this.#timeline.add('ready', sentence, 'ready');
  }

  #tellChange({ from, to }) {
    this.#vitals.showState(to);
    const [kind, sentence] = changeSentence(from, to, this.#reason) ?? [];
    if (kind) this.#timeline.add(kind, sentence, `statechange { from: '${from}', to: '${to}' }`);
  }

  #tellAsked() {
    this.#fetches = 0;
    this.#vitals.count('asked');
    this.#timeline.add('asked', 'The guest asked for a token: right window, right origin.', 'tokenrequest');
  }

  #tellSent({ expiresIn, ahead, waited }) {
    this.#served();
    this.#vitals.count('sent');
    const sentence = ahead
      ? `The cached token went to that frame and origin at once, after ${spoken(waited)}.`
      : `A fresh token went to that frame and origin after ${spoken(waited)}.`;
    this.#timeline.add('renewed', sentence, `tokensent { expiresIn: ${expiresIn}, ahead: ${ahead}, waited: ${Math.round(waited)} }`);
  }

  #tellError({ error, final }) {
    this.#fetches = 0;
    this.#vitals.count('errors');
    if (final) this.#vitals.rest('The SDK asks the backend no more.');
    const status = error.status === undefined ? '' : ` ${error.status}`;
    this.#timeline.add(final ? 'refused' : 'error', remedyFor(error), `tokenerror { error: ${error.code}${status}, final: ${final} }`);
  }

  #tellClosed() {
    this.#served();
    this.#vitals.rest('The embed is closed.');
    this.#timeline.add('closed', 'No frame, listener, timer or fetch of the embed remains.', 'closed');
  }

  #served() {
    this.#fetches = 0;
    this.#vitals.hold(false);
  }
}

const fetchSentences = {
  mount: 'Your backend is asked for the first token.',
  request: 'Your backend is asked for a token.',
  ahead: 'The guest will ask before long, so your backend is asked for the next token ahead of time.',
  recover: 'There is no valid token and nobody asks, so the SDK requests one from your backend.',
  reload: 'Your backend is asked for a token for the new frame.',
  switch: 'Your backend is asked for the new user’s first token.',
};

function spoken(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
