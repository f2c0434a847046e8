// Loads the protected data with the current token, and returns the outcome.

export async function loadReport(token) {
  try {
    const response = await fetch('/api/data', {
      headers: { authorization: `Bearer ${token}` },
      cache: 'no-store',
      credentials: 'omit',
    });
    if (response.status === 401) return { outcome: 'refused' };
    return response.ok ? { outcome: 'ok', report: await response.json() } : { outcome: 'failed' };
  } catch {
    return { outcome: 'failed' };
  }
}
