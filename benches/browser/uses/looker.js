import { getEmbedSDK } from '@looker/embed-sdk';

const LIFE = 3600;

const tokens = (token) => async () => ({
  authentication_token: await token(),
  authentication_token_ttl: LIFE,
  navigation_token: 'navigation',
  navigation_token_ttl: LIFE,
  api_token: 'api',
  api_token_ttl: LIFE,
  session_reference_token_ttl: LIFE,
});

let initialised = false;

export function open({ place, guest, token }) {
  const sdk = getEmbedSDK();
  if (!initialised) {
    initialised = true;
    sdk.initCookieless(guest.replace('https://', ''), tokens(token), tokens(token));
  }
  sdk.createDashboardWithId('sales').appendTo(place).build().connect();
}
