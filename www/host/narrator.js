// Tells in plain words what an embed and its token fetches do.
import { remedyFor } from './remedies.js';

export class Narrator {
  #timeline;
  #life;
  #vitals;
  #deadline;
  #fetches = 0;
  #latestFetch = null;

  /** `display` is `{ timeline, life, vitals }`; `deadline` is how long one token may take, in ms. */
  constructor({ timeline, life, vitals }, deadline) {
    this.#timeline = timeline;
    this.#life = life;
    this.#vitals = vitals;
    this.#deadline = deadline;
  }

  /** Tells of each event of `embed` from now on. */
  follow(embed) {
    const hear = (type, tell) => embed.addEventListener(type, ({ detail }) => tell(detail));
    hear('ready', () => this.#timeline.add('ready', 'The view has loaded. Its first token came with its address.', 'ready'));
    hear('statechange', ({ to }) => this.#vitals.showState(to));
    hear('tokenrequest', () => this.#tellAsked());
    hear('tokensent', (detail) => this.#tellSent(detail));
    hear('tokenerror', (detail) => this.#tellError(detail));
    hear('closed', () => this.#tellClosed());
  }

  // As the witness of `watched`, it tells of each token fetch.

  started(reason) {
    this.#fetches += 1;
    this.#vitals.startFlight(this.#deadline);
    this.#latestFetch = this.#timeline.add('fetching', fetchSentence(reason, this.#fetches), `token({ signal, reason: '${reason}' })`);
  }

  answered({ expiresIn, reason, took }) {
    this.#vitals.endFlight();
    // The first token goes out with the frame's address, so no event of the embed tells of it.
    if (reason === 'mount') this.#life.begin(expiresIn);
    this.#latestFetch.extend(`It came after ${spoken(took)}.`);
  }

  failed(took) {
    this.#vitals.endFlight();
    this.#latestFetch.extend(`That failed after ${spoken(took)}.`);
  }

  aborted(took) {
    this.#vitals.endFlight();
    this.#timeline.add('aborted', `The SDK aborted the fetch after ${spoken(took)}.`, 'signal.aborted');
  }

  #tellAsked() {
    this.#fetches = 0;
    this.#vitals.count('asked');
    this.#timeline.add('asked', 'The guest asked for a token: right window, right origin.', 'tokenrequest');
  }

  #tellSent({ expiresIn, ahead, waited }) {
    const inTime = this.#life.alive;
    this.#life.begin(expiresIn);
    this.#vitals.count('sent');
    const sentence = inTime
      ? `A fresh token went to that frame and origin after ${spoken(waited)}.`
      : `A token went to that frame and origin after ${spoken(waited)}. The last one had run out; the session is back.`;
    this.#timeline.add(inTime ? 'renewed' : 'sent', sentence, `tokensent { expiresIn: ${expiresIn}, ahead: ${ahead}, waited: ${Math.round(waited)} }`);
  }

  #tellError({ error, final }) {
    this.#vitals.count('errors');
    if (final) this.#vitals.rest('The SDK asks the backend no more.');
    const status = error.status === undefined ? '' : ` ${error.status}`;
    this.#timeline.add(final ? 'refused' : 'error', remedyFor(error), `tokenerror { error: ${error.code}${status}, final: ${final} }`);
  }

  #tellClosed() {
    this.#life.clear();
    this.#vitals.rest('The embed is closed.');
    this.#timeline.add('closed', 'No frame, listener, timer or fetch of the embed remains.', 'closed');
  }
}

function fetchSentence(reason, fetches) {
  if (fetches > 1) return 'What came was of no use, so your backend is asked again.';
  return reason === 'mount' ? 'Your backend is asked for the first token.' : 'Your backend is asked for a token.';
}

function spoken(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
