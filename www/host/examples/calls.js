import { mount } from 'embed-host';

export function showAnalytics(container, { origin, user, onState }) {
  const embed = mount(container, {
    origin, // such as 'https://acme.askwisdom.ai'
    view: 'search',
    token: '/api/wisdom-token', // your backend; answers { "token": "<JWT>" }
    user,
  });
  embed.addEventListener('statechange', ({ detail }) => onState(detail.to));
  embed.addEventListener('tokenerror', ({ detail }) => {
    console.warn(detail.error.code, detail.error.message);
  });
  return embed; // embed.close() when the view goes away
}
