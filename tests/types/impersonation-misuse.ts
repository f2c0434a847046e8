// What the types of the impersonation entry refuse. Each line after a directive is an error, and the directive itself is one if it is not.
import { impersonate, Impersonation, keepLinks, onLink, takeLink } from 'embed-host/impersonation';

const server = 'https://auth.example.com';
const clientId = 'my-app';
declare const session: Impersonation;

// @ts-expect-error a client id is needed
impersonate({ server });
// @ts-expect-error a server is needed
impersonate({ clientId });
// @ts-expect-error no such option
impersonate({ server, clientId, retries: 3 });
// @ts-expect-error no such storage
impersonate({ server, clientId, storage: 'localStorage' });
// @ts-expect-error Melody Auth keeps nothing there that this package reads
impersonate({ server, clientId, storage: { melody: 'cookieStorage' } });
// @ts-expect-error names are in an object
keepLinks('rt');
// @ts-expect-error a listener is a function
onLink('link');
// @ts-expect-error a link is what takeLink gave
impersonate({ server, clientId, link: 'T' });
// @ts-expect-error yes or no
impersonate({ server, clientId, confirm: () => 'yes' });
// @ts-expect-error no such name
takeLink({ names: { accessToken: 'at' } });
// @ts-expect-error there may be no link
takeLink().refreshToken;
// @ts-expect-error sessions are made by impersonate
new Impersonation();
// @ts-expect-error there may be no session
(await impersonate({ server, clientId })).end();
// @ts-expect-error whether it is active is told, not set
session.active = false;
// @ts-expect-error there is no token but what accessToken gives
session.refreshToken;
// @ts-expect-error the detail of this event holds no session
session.addEventListener('ended', ({ detail }) => detail.session);
export {};
