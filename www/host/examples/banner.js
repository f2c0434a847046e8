import 'embed-host/auto'; // before all other imports: takes the link out of the address
import 'embed-host/element'; // defines <impersonation-banner>
import { impersonate, onLink } from 'embed-host/impersonation';

export function showWhoseSession({ server, clientId, onSession, onProblem }) {
  const banner = document.createElement('impersonation-banner');
  banner.label = async (session) => {
    const headers = { authorization: `Bearer ${await session.accessToken()}` };
    const response = await fetch(`${server}/oauth2/v1/userinfo`, { headers });
    if (!response.ok) throw new Error('no names'); // the ids are shown
    const { firstName, lastName } = await response.json();
    const impersonatedBy = 'our support team';
    return firstName && lastName ? { subject: `${firstName} ${lastName}`, impersonatedBy } : { impersonatedBy };
  };
  banner.addEventListener('ended', () => onSession(null));
  document.body.prepend(banner);

  const open = async () => {
    try {
      banner.session = await impersonate({ server, clientId });
      onSession(banner.session);
    } catch (error) {
      onProblem(error);
    }
  };
  onLink(open); // a link that comes into the open page
  return open(); // the link that it was opened with, or the session of this tab
}
