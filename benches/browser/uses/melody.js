import { exchangeTokenByRefreshToken } from '@melody-auth/web';

export function open({ server }) {
  const refreshToken = new URLSearchParams(location.search).get('refresh_token');
  if (!refreshToken) return Promise.resolve(null);
  return exchangeTokenByRefreshToken({ serverUri: server, clientId: 'app', redirectUri: location.href, scopes: [] }, refreshToken);
}
