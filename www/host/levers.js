// The buttons by which things go wrong. Each sets something going, then says in the timeline what the SDK made of it.
import { attackerLevers } from './levers/attackers.js';
import { backendLevers } from './levers/backend.js';
import { embedLevers } from './levers/embed.js';
import { guestLevers } from './levers/guest.js';

/** Connects each button of `root` that names a lever. `demo` holds the parts of the page that levers work on. */
export function connectLevers(root, demo) {
  const levers = { ...backendLevers(demo), ...attackerLevers(demo), ...guestLevers(demo), ...embedLevers(demo) };
  for (const button of root.querySelectorAll('[data-lever]')) button.addEventListener('click', levers[button.dataset.lever]);
}
