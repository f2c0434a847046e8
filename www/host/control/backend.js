// A backend that fails: each control makes its next answer a faulty one and has the guest ask.
import { signOut } from '../backend.js';
import { canServe, guestAsks } from './scene.js';

export function backendControls(demo) {
  return {
    slow: () => faulty(demo, { kind: 'slow', ms: 3000 }, 'The backend takes 3 s for its next answer. The guest asks.', {
      tokensent: 'The SDK waited, well inside its deadline, and then answered the guest.',
    }),
    hang: () => faulty(demo, { kind: 'hang' }, 'The backend never answers its next call. The guest asks.', {
      tokenerror: 'The SDK aborted the fetch at its deadline. The guest will ask again.',
    }),
    hiccup: () => faulty(demo, { kind: 'status', status: 503 }, 'The backend answers its next call with 503. The guest asks.', {
      tokensent: 'The SDK tried again inside its deadline and answered the guest, who noticed nothing.',
    }),
    outage: () => outage(demo),
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

async function outage(demo) {
  const { timeline, standIn } = demo;
  if (standIn.outage) {
    await standIn.mend();
    timeline.add('you', 'The backend works again. The next attempt gets a token.');
    return;
  }
  timeline.add('you', 'The backend answers 503 from now on. The guest asks.');
  if (!canServe(demo)) return;
  await standIn.failAlways({ kind: 'status', status: 503 });
  await guestAsks(demo, {
    tokenerror: 'The SDK tried until its deadline, each time after a longer pause, and told the app. It goes on by itself: press “Outage” again and watch.',
  });
}

async function signedOut(demo) {
  const { timeline, users, standIn } = demo;
  timeline.add('you', 'You signed out. The guest’s next request meets HTTP 401.');
  await signOut();
  users.show(null);
  if (!standIn) return;
  await guestAsks(demo, { tokenerror: 'The SDK took HTTP 401 as final: this embed calls the backend no more, until somebody signs in.' });
}
