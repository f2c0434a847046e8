import { jest } from '@jest/globals';
import { mount } from 'embed-host';
import { EmbedHostError } from 'embed-host/impersonation';
import 'embed-host/auto';

const options = { origin: 'https://acme.askwisdom.ai', view: 'search', token: '/api/wisdom-token' };

test('the package is imported, and says what jsdom lacks', () => {
  expect(() => mount('body', options)).toThrow(EmbedHostError);
  expect(() => mount('body', options)).toThrow(expect.objectContaining({ message: expect.stringContaining('TextDecoder') }));
});

test('the package is replaced', async () => {
  jest.unstable_mockModule('embed-host', () => ({ mount: jest.fn(() => 'an embed') }));
  const replaced = await import('embed-host');
  expect(replaced.mount('body', options)).toBe('an embed');
});
