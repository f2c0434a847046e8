// Carries out what the stand-in server tells its pages to do.

const RECONNECT_AFTER = 1000;

export function obey(ask) {
  const address = new URL('/control/commands', location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address);
  socket.onopen = () => {
    document.body.dataset.commands = 'open';
  };
  socket.onmessage = (event) => carryOut(JSON.parse(event.data), ask);
  socket.onclose = () => {
    delete document.body.dataset.commands;
    setTimeout(obey, RECONNECT_AFTER, ask);
  };
}

function carryOut({ command, path, url, times }, ask) {
  if (command === 'ask') ask(times);
  if (command === 'navigate') location.assign(path);
  if (command === 'leave') location.assign(url);
  if (command === 'reload') location.reload();
}
