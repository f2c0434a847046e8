// An app that an impersonation link can open: starts the session, shows whose it is, and drops it when it ends.
import '/embed-host/element.js';
import { impersonate } from '/embed-host/impersonation.js';
import { readConfig, whoIsSignedIn } from '../backend.js';
import { note, refused, showFacts, showWho } from './app-view.js';

const banner = document.getElementById('banner');

async function start() {
  note(`The first script has run. The address is ${location.pathname + location.search + location.hash}`);
  const { melody, melodyClientId } = await readConfig();
  try {
    const session = await impersonate({ server: melody, clientId: melodyClientId });
    await (session ? runAs(session, melody) : runAsOneself());
  } catch (error) {
    refused(error);
    await runAsOneself();
  }
}

async function runAs(session, melody) {
  session.addEventListener('expiring', () => note('This session ends within a minute.'));
  session.addEventListener('error', ({ detail }) => note(`The session continues, but: ${detail.code}`));
  session.addEventListener('ended', ({ detail }) => leave(detail));
  if (session.linkError) refused(session.linkError, 'The session that runs goes on');
  showFacts(session);
  // At once: the auth server may be out of reach, and whose session it is must be seen all the same.
  banner.session = session;
  showWho(session.subject, 'The auth server is asked for the name.');
  const user = await profile(session, melody);
  // It may have ended meanwhile.
  if (!session.active) return;
  const name = user ? `${user.firstName} ${user.lastName}` : session.subject;
  showWho(name, user?.email ?? 'The auth server did not tell the name.');
  banner.label = () => name;
  note(`This is a session as ${name}, opened by support${user ? ', as the auth server confirms' : ''}.`);
}

/** The user as the auth server describes them. Null if it cannot be reached now. */
async function profile(session, melody) {
  try {
    const headers = { authorization: `Bearer ${await session.accessToken()}` };
    const response = await fetch(`${melody}/oauth2/v1/userinfo`, { headers, credentials: 'omit' });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Says why the session ended. The other user's name is removed at once, before anything else is loaded. */
async function leave({ reason, revoked }) {
  note(`The session is over (${reason}); its token is ${revoked ? 'revoked' : 'not known to be revoked'}.`);
  await runAsOneself();
}

async function runAsOneself() {
  showFacts(null);
  showWho('nobody', 'Whether there is a session of your own is being asked.');
  const user = await whoIsSignedIn();
  showWho(user ?? 'nobody', user ? 'Your own session, which a link leaves as it was.' : 'There is no session of your own either.');
}

start();
