// A backend that fails: each lever makes its next answer a faulty one and has the guest ask.
import { signOut } from '../backend.js';
import { canServe, guestAsks } from './scene.js';

export function backendLevers(demo) {
  return {
    slow: () => faulty(demo, { kind: 'slow', ms: 3000 }, 'The backend takes 3 s for its next answer. The guest asks.', {
      tokensent: 'The SDK waited, well inside its deadline, and then answered the guest.',
    }),
    hang: () => faulty(demo, { kind: 'hang' }, 'The backend never answers its next call. The guest asks.', {
      tokenerror: 'The SDK aborted the fetch at its deadline and forgot it. The guest will ask again.',
    }),
    down: () => faulty(demo, { kind: 'status', status: 503 }, 'The backend answers its next call with 503. The guest asks.', {
      tokensent: 'The SDK tried again inside its deadline and answered the guest.',
      tokenerror: 'The SDK reported it and sent nothing. The guest will ask again.',
    }),
    html: () => faulty(demo, { kind: 'html' }, 'The backend’s next answer is a login page. The guest asks.', {
      tokenerror: 'Nothing of that page reached the guest. It will ask again.',
    }),
    'sign-out': () => signedOut(demo),
  };
}

async function faulty(demo, fault, intention, outcomes) {
  demo.timeline.add('you', intention);
  if (!canServe(demo)) return;
  await demo.standIn.failOnce(fault);
  await guestAsks(demo, outcomes);
}

async function signedOut(demo) {
  const { timeline, people, standIn } = demo;
  timeline.add('you', 'You signed out. The guest’s next request meets HTTP 401.');
  await signOut();
  people.show(null);
  if (!standIn) return;
  await guestAsks(demo, { tokenerror: 'The SDK took HTTP 401 as final: this embed calls the backend no more.' });
}
