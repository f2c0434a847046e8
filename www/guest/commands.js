// Carries out the commands that the stand-in server sends to its pages.

const RECONNECT_AFTER = 1000;

export function listenForCommands(ask) {
  const address = new URL('/control/commands', location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  const socket = new WebSocket(address);
  socket.onopen = () => {
    document.body.dataset.commands = 'open';
  };
  socket.onmessage = (event) => carryOut(JSON.parse(event.data), ask);
  socket.onclose = () => {
    delete document.body.dataset.commands;
    setTimeout(listenForCommands, RECONNECT_AFTER, ask);
  };
}

function carryOut({ command, path, url, times }, ask) {
  if (command === 'ask') ask(times);
  if (command === 'navigate') location.assign(path);
  if (command === 'leave') location.assign(url);
  if (command === 'reload') location.reload();
}
