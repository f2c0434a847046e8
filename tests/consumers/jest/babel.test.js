import { mount } from 'embed-host';
import { impersonate } from 'embed-host/impersonation';
import 'embed-host/auto';

test('the package is imported, and says what jsdom lacks', async () => {
  const unsupported = expect.objectContaining({ code: 'unsupported-environment', message: expect.stringContaining('TextDecoder') });
  expect(() => mount('body', { origin: 'https://acme.askwisdom.ai', view: 'search', token: '/api/wisdom-token' })).toThrow(unsupported);
  await expect(impersonate({ server: 'https://auth.example.com', clientId: 'app' })).rejects.toEqual(unsupported);
});
