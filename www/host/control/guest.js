// What the guest does: ask early, navigate inside its origin, leave its origin.
import { guestAsks, guestGoes } from './scene.js';

export function guestControls(demo) {
  return {
    ask: () => ask(demo),
    navigate: () => navigate(demo),
    leave: () => leave(demo),
  };
}

async function ask(demo) {
  demo.timeline.add('you', 'The guest asks for a token now, ahead of its time.');
  await guestAsks(demo, {});
}

async function navigate(demo) {
  demo.timeline.add('you', 'The guest goes to another page of its origin and asks there.');
  demo.attackerFrames.remove('sibling');
  if (!(await guestGoes(demo, { command: 'navigate', path: '/embed/dashboards/other' }))) return;
  await guestAsks(demo, { tokensent: 'Same frame, same origin, other page: the SDK goes on serving it.' });
}

async function leave(demo) {
  demo.timeline.add('you', 'The frame goes to another origin, which asks for tokens.');
  demo.attackerFrames.remove('sibling');
  demo.ignoredRequests.beginNewEntries();
  if (!(await guestGoes(demo, { command: 'leave', url: `${demo.config.attacker}/hostile` }))) return;
  demo.vitals.rest('The frame shows another origin.');
  demo.timeline.add('outcome', 'Right frame, wrong origin: the SDK sends nothing. Once the token has expired and nobody has asked for 15 s, it rebuilds the frame.');
}
