import { UserManager } from 'oidc-client-ts';

export async function open({ server }) {
  const users = new UserManager({ authority: server, client_id: 'app', redirect_uri: location.href });
  const user = await users.getUser();
  return user?.refresh_token ? users.signinSilent() : user;
}
