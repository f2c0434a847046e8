// Listens to the same messages as the SDK, and reports which requests the SDK ignored.

const kinds = {
  page: 'The page itself asked. It is not the mounted frame: silence.',
  gone: 'The mounted frame asks, but from a wrong origin: silence.',
  sibling: 'The right origin asks, but not from the mounted frame: silence.',
  attacker: 'Another origin asks, from another frame: silence.',
};

export class IgnoredRequests {
  #stage;
  #origin;
  #display;
  #entries = new Map();
  #paused = false;

  /** `origin` is the tenant's; `display` is `{ timeline, vitals }`. */
  constructor(stage, origin, display) {
    this.#stage = stage;
    this.#origin = origin;
    this.#display = display;
    addEventListener('message', (event) => this.#see(event));
  }

  /** Starts new entries in the timeline instead of counting on in the old ones. */
  beginNewEntries() {
    this.#entries.clear();
  }

  /** Counts nothing while `work` runs. */
  async pauseDuring(work) {
    this.#paused = true;
    try {
      return await work();
    } finally {
      this.#paused = false;
    }
  }

  #see(event) {
    if (this.#paused || event.data?.type !== 'REQUEST_JWT_TOKEN') return;
    const kind = this.#kindOf(event);
    if (kind === null) return;
    this.#display.vitals.count('ignored');
    const entry = this.#entries.get(kind) ?? this.#open(kind, event.origin);
    entry.times += 1;
    if (entry.times > 1) entry.repeat(entry.times);
  }

  #kindOf({ source, origin }) {
    if (source === window) return 'page';
    const mounted = this.#stage.embed?.iframe.contentWindow ?? null;
    const ours = source !== null && source === mounted;
    if (origin === this.#origin) return ours ? null : 'sibling';
    return ours ? 'gone' : 'attacker';
  }

  #open(kind, origin) {
    const entry = { times: 0, ...this.#display.timeline.add('ignored', kinds[kind], `REQUEST_JWT_TOKEN from ${origin}`) };
    this.#entries.set(kind, entry);
    return entry;
  }
}
