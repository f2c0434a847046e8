// An app that opens its link and mounts an embed when it starts, and reports each step.
import { mount } from '/embed-host/index.js';
import { impersonate } from '/embed-host/impersonation.js';

function report(what, more) {
  const { prerendering } = document;
  const link = location.href.includes('refresh_token');
  return fetch('/reports', { method: 'POST', body: JSON.stringify({ what, prerendering, link, ...more }) });
}

document.addEventListener('prerenderingchange', () => report('activated'));

const { melody, melodyClientId } = await (await fetch('/config.json')).json();
const opened = impersonate({
  server: melody,
  clientId: melodyClientId,
  confirm() {
    report('confirm');
    return true;
  },
});
const embed = mount('#place', { origin: location.origin, token: '/token', view: 'search' });
// When these have been answered, what the calls above have sent before has arrived too.
for (let round = 0; round < 3; round++) await fetch('/config.json', { cache: 'no-store' });
await report('started', { state: embed.state });
const { subject } = await opened;
await report('opened', { subject });
await embed.ready;
await report('ready');
