const { EmbedHostError, mount, TokenSource } = require('embed-host');
const impersonation = require('embed-host/impersonation');
require('embed-host/auto');

test('the package is required, and says what jsdom lacks', () => {
  const token = new TokenSource('/api/wisdom-token');
  const call = () => mount(document.body, { origin: 'https://acme.askwisdom.ai', view: 'search', token });
  expect(call).toThrow(EmbedHostError);
  expect(call).toThrow(expect.objectContaining({ code: 'unsupported-environment', message: expect.stringContaining('TextDecoder') }));
  expect(document.body.innerHTML).toBe('');
  expect(impersonation.EmbedHostError).toBe(EmbedHostError);
});
