// What an attacker's page tries, by its path:
//   /hostile  asks for a token again and again, every `interval` milliseconds (500)
//   /forge    sends tokens of its own making, once
//   /flood    asks `count` times (10000) at once
// Incoming messages are counted in the body's data attributes, and never shown.

const query = new URLSearchParams(location.search);
const seen = { sent: 0, received: 0, tokens: 0 };

const REQUEST = { type: 'REQUEST_JWT_TOKEN' };
const FORGED = { type: 'JWT_TOKEN_RESPONSE', token: 'eyJhbGciOiJub25lIn0.eyJlbWFpbCI6Im1hbGxvcnkifQ.Zm9yZ2Vk' };

function targets() {
  const siblings = Array.from({ length: parent.length }, (_, index) => parent[index]);
  return new Set([parent, top, opener, ...siblings].filter((target) => target && target !== window));
}

function send(message) {
  for (const target of targets()) {
    target.postMessage(message, '*');
    seen.sent += 1;
  }
  show();
}

function show() {
  for (const [name, count] of Object.entries(seen)) {
    document.body.dataset[name] = String(count);
    document.getElementById(name).textContent = count.toLocaleString('en');
  }
}

const attempts = {
  hostile: {
    does: 'It asks every window it can reach for a token, again and again.',
    start: () => {
      send(REQUEST);
      setInterval(send, Number(query.get('interval') ?? 500), REQUEST);
    },
  },
  forge: {
    does: 'It sends every window it can reach a token of its own making.',
    start: () => send(FORGED),
  },
  flood: {
    does: 'It asks for a token many thousand times at once.',
    start: () => {
      seen.sent = Number(query.get('count') ?? 10_000);
      for (let left = seen.sent; left > 0; left -= 1) parent.postMessage(REQUEST, '*');
      show();
    },
  },
};

addEventListener('message', (event) => {
  if (event.source === window) return;
  seen.received += 1;
  if (typeof event.data?.token === 'string' && event.data.token !== FORGED.token) seen.tokens += 1;
  show();
});

const attempt = attempts[location.pathname.slice(1)];
document.getElementById('does').textContent = attempt.does;
show();
attempt.start();
