// The buttons that make things go wrong. Each starts something, then says in the timeline how the SDK handled it.
import { attackerControls } from './control/attackers.js';
import { backendControls } from './control/backend.js';
import { embedControls } from './control/embed.js';
import { guestControls } from './control/guest.js';

/** Connects each button of `root` to the control that it names. `demo` holds the parts of the page that controls act on. */
export function connectControls(root, demo) {
  const controls = { ...backendControls(demo), ...attackerControls(demo), ...guestControls(demo), ...embedControls(demo) };
  for (const button of root.querySelectorAll('[data-control]')) button.addEventListener('click', controls[button.dataset.control]);
}
