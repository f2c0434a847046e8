// What the types of the elements refuse. Each line after a directive is an error, and the directive itself is one if it is not.
import type { WisdomEmbedAttributes } from 'embed-host/element';

const embed = document.createElement('wisdom-embed');
const banner = document.createElement('impersonation-banner');

// @ts-expect-error no such view
embed.view = 'dashboard';
// @ts-expect-error seconds are a number
embed.mintAhead = true;
// @ts-expect-error no such way to recover
embed.recover = 'never';
// @ts-expect-error there may be no embed
embed.embed.close();
// @ts-expect-error the element makes the embed
embed.embed = null;
// @ts-expect-error no such event's detail
embed.addEventListener('tokensent', ({ detail }) => detail.token);
// @ts-expect-error a token is needed
embed.switchUser({ user: 'bob' });
// @ts-expect-error there may be no session
banner.session.end();
// @ts-expect-error a session is what impersonate gave
banner.session = { subject: 'alice' };
// @ts-expect-error a name is a string
banner.label = () => 5;
// @ts-expect-error no such place
banner.position = 'left';
// @ts-expect-error no such attribute
export const attributes: WisdomEmbedAttributes = { signal: new AbortController().signal };
