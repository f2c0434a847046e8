// Requests to the servers' control endpoints.

export async function get(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${new URL(url).pathname} answered ${answer.status}`);
  return answer.json();
}

export async function post(url, body = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${new URL(url).pathname} answered ${answer.status}`);
  const text = await answer.text();
  return text && JSON.parse(text);
}
