import { mount } from 'embed-host';

const { wisdom } = await (await fetch('/config.json')).json();
const embed = mount('#analytics', { origin: wisdom, view: 'search', token: '/api/wisdom-token' });
embed.addEventListener('tokensent', () => {
  document.body.dataset.sent = Number(document.body.dataset.sent ?? 0) + 1;
});
await embed.ready;
document.body.dataset.state = embed.state;
