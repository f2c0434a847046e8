import { type EmbedOptions, EmbedHostError, mount } from 'embed-host';
import { impersonate, type Impersonation } from 'embed-host/impersonation';
import 'embed-host/auto';

const options: EmbedOptions = { origin: 'https://acme.askwisdom.ai', view: 'search', token: '/api/wisdom-token' };

test('the package has its types, and says what jsdom lacks', async () => {
  // @ts-expect-error the types of the package are found: without them anything would do
  expect(() => mount('body', { ...options, view: 'none' })).toThrow(EmbedHostError);
  const session: Promise<Impersonation | null> = impersonate({ server: 'https://auth.example.com', clientId: 'app' });
  await expect(session).rejects.toEqual(expect.objectContaining({ code: 'unsupported-environment', message: expect.stringContaining('TextDecoder') }));
});
