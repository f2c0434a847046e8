// What the types refuse. Each line after a directive is an error, and the directive itself is one if it is not.
import { attach, Embed, EmbedHostError, mount, TokenSource } from 'embed-host';

const origin = 'https://acme.askwisdom.ai';
const token = '/api/wisdom-token';
declare const embed: Embed;
declare const iframe: HTMLIFrameElement;

// @ts-expect-error a view is needed
mount('#analytics', { origin, token });
// @ts-expect-error an origin is needed
mount('#analytics', { view: 'search', token });
// @ts-expect-error a token source is needed
mount('#analytics', { origin, view: 'search' });
// @ts-expect-error there may be no element
mount(document.querySelector('#analytics'), { origin, view: 'search', token });
// @ts-expect-error no such view
mount('#analytics', { origin, view: 'reports', token });
// @ts-expect-error a message belongs to a chat
mount('#analytics', { origin, view: { message: 'msg_1' }, token });
// @ts-expect-error parameters are strings
mount('#analytics', { origin, view: 'search', token, params: { page: 1 } });
// @ts-expect-error no such option
mount('#analytics', { origin, view: 'search', token, retries: 3 });
// @ts-expect-error a number of seconds, or false
mount('#analytics', { origin, view: 'search', token, mintAhead: true });
// @ts-expect-error no such way to recover
mount('#analytics', { origin, view: 'search', token, recover: 'never' });
// @ts-expect-error a page's own iframe shows what it shows
attach(iframe, { origin, token, view: 'search' });
// @ts-expect-error an iframe, and no selector
attach('iframe', { origin, token });
// @ts-expect-error embeds are made by mount and attach
new Embed();
// @ts-expect-error the state is told, not set
embed.state = 'live';
// @ts-expect-error the iframe is the embed's own
embed.iframe = iframe;
// @ts-expect-error another user has another token source
embed.switchUser({ user: 'bob' });
// @ts-expect-error an embed keeps its tenant
embed.switchUser({ token, origin });
// @ts-expect-error a snapshot holds no token
embed.snapshot().token;
// @ts-expect-error the detail of this event holds no token
embed.addEventListener('tokensent', ({ detail }) => detail.token);
// @ts-expect-error a source has no other source
new TokenSource(new TokenSource(token));
// @ts-expect-error a provider gives a token
new TokenSource(async () => undefined);
// @ts-expect-error the codes are a closed set
new EmbedHostError('out-of-coffee');
// @ts-expect-error the code is not to be changed
new EmbedHostError('refused').code = 'timeout';
