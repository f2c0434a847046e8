// An app on Melody Auth's own React SDK, hardened by two things: auto comes first, and impersonate() before rendering.
import 'embed-host/auto';
import { AuthProvider, useAuth } from '@melody-auth/react';
import { impersonate } from 'embed-host/impersonation';
import { createElement, useEffect } from 'react';
import { createRoot } from 'react-dom/client';

const STORAGE = 'localStorage';
const { melody, melodyClientId } = await (await fetch('/config.json')).json();
const say = (facts) => Object.assign(document.body.dataset, facts);

const client = { server: melody, clientId: melodyClientId, storage: { melody: STORAGE } };
const session = await impersonate(client).catch((error) => say({ refused: error.code }) && null);
session?.addEventListener('ended', ({ detail }) => say({ ended: detail.reason, revoked: detail.revoked }));
document.getElementById('end').onclick = () => session.end();
say({ impersonated: session?.subject ?? '', ...(session?.linkError && { refused: session.linkError.code }) });

/** Whom the SDK's access token is for, and who is behind that. */
const claims = (token) => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));

function App() {
  const { isAuthenticating, isAuthenticated, acquireToken } = useAuth();
  useEffect(() => {
    if (isAuthenticating) return;
    if (!isAuthenticated) say({ sdk: 'signed out' });
    else acquireToken().then((token) => say({ sdk: claims(token).sub, by: claims(token).impersonatedBy ?? '' }));
  }, [isAuthenticating, isAuthenticated]);
  return null;
}

const provider = { clientId: melodyClientId, redirectUri: location.origin, serverUri: melody, storage: STORAGE };
createRoot(document.getElementById('app')).render(createElement(AuthProvider, provider, createElement(App)));
