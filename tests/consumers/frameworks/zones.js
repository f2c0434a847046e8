import 'zone.js';
import { mount } from 'embed-host';

import { options } from './options.js';

/** A zone that knows what is under way in it, as Angular's own does. Angular is stable while that is nothing. */
let pending = { macroTask: false, microTask: false };
const angular = Zone.current.fork({
  name: 'angular',
  onHasTask(delegate, current, target, state) {
    delegate.hasTask(target, state);
    if (current === target) pending = { ...pending, [state.change]: state[state.change] };
  },
});

window.isStable = () => !pending.macroTask && !pending.microTask;

const place = () => document.querySelector('#app');

/** Mounts inside the zone, as a component does, or outside of it. */
window.mountIn = async (zone) => {
  const run = (call) => (zone === 'angular' ? angular.run(call) : angular.run(() => Zone.root.run(call)));
  window.embed = run(() => mount(place(), { ...options, token: '/api/wisdom-token' }));
  await window.embed.ready;
};
