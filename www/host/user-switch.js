// Shows who is signed in, and switches to another user.
import { signIn } from './backend.js';

export class UserSwitch {
  #label;
  #buttons;
  #account;
  #latest = 'alice';

  /** `account` shows what is known of a user. `changed(user)` is called after a button has signed a user in. */
  constructor(label, buttons, account, changed) {
    this.#label = label;
    this.#account = account;
    this.#buttons = [...buttons];
    for (const button of this.#buttons) {
      button.addEventListener('click', async () => {
        await this.signIn(button.dataset.user);
        changed(this.#latest);
      });
    }
  }

  /** The user who is signed in, or was last. */
  get latest() {
    return this.#latest;
  }

  async signIn(user) {
    await signIn(user);
    this.show(user);
  }

  /** Shows who is signed in; null for nobody. */
  show(user) {
    this.#latest = user ?? this.#latest;
    this.#label.textContent = user === null ? 'Signed out' : 'Signed in as';
    this.#account.show(user);
    for (const button of this.#buttons) button.ariaPressed = String(button.dataset.user === user);
  }
}
