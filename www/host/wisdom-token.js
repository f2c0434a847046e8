// Gets a fresh token from this app's own backend. Copy it, or pass the endpoint's
// address itself as `token`: the SDK then makes the same request with the same checks.
import { EmbedHostError } from '/embed-host/index.js';

export async function wisdomToken({ signal }) {
  const response = await fetch('/api/wisdom-token', { signal, cache: 'no-store' });
  const { status } = response;

  // Not signed in, or not allowed: asking again would not help, so this is final.
  if (status === 401 || status === 403) throw new EmbedHostError('refused', { status });
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  if (!response.ok) throw new EmbedHostError('backend-status', { status, retryAfter });

  // A login page or a proxy's error page can come with status 200.
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('application/json')) throw new EmbedHostError('bad-response');

  return response.json(); // { token, expiresIn }
}
