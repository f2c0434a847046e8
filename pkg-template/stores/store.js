/** A state that changes, and who is notified of it: what `useSyncExternalStore` of React calls a store. */
export class Store {
  #listeners = new Set();
  #snapshot;

  constructor(snapshot) {
    this.#snapshot = snapshot;
  }

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getSnapshot = () => this.#snapshot;

  /** Replaces parts of the snapshot. Where nothing is new nobody is notified: a component that updates its store after each rendering would render for ever. */
  set(parts) {
    if (Object.entries(parts).every(([name, part]) => Object.is(part, this.#snapshot[name]))) return;
    this.#snapshot = { ...this.#snapshot, ...parts };
    for (const listener of this.#listeners) listener();
  }
}
