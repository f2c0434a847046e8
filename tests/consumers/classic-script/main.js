const embed = embedHost.mount('#analytics', {
  origin: 'https://acme.askwisdom.ai',
  view: { dashboard: 'sales' },
  token: '/api/wisdom-token',
});
embed.addEventListener('tokenerror', ({ detail }) => console.warn(detail.error.code));

embedHost
  .impersonate({ server: 'https://auth.example.com', clientId: '…', link })
  .then((session) => {
    if (!session) return;
    showBanner(session.subject, session.impersonatedBy, session.expiresAt, () => session.end());
    session.addEventListener('ended', () => location.reload());
  })
  .catch(({ code, message }) => console.warn(code, message));
