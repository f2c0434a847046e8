import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { firefox } from 'playwright-core';
import { WebSocketServer } from 'ws';

const LAUNCHER = fileURLToPath(new URL('launcher.mjs', import.meta.url));

/**
 * Has Playwright drive a browser over WebDriver BiDi, through a WebSocket of ours: what the browser does not know yet is answered
 * here. `answer({ id, method, params })` is called for each command, `connected(emit)` once Playwright listens, and `closed()` when it
 * went away. `gone` is the end of the browser. Playwright knows BiDi by the name of the first browser that had it.
 */
export async function drive({ answer, connected, closed, gone }) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 2 ** 28 });
  await once(server, 'listening');
  gone.then(() => end(server));
  const address = `ws://127.0.0.1:${server.address().port}`;
  server.on('connection', (socket, { url }) => {
    if (url !== '/session') return;
    connected((message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)));
    socket.on('message', (data) => answer(JSON.parse(data), data));
    socket.on('close', closed);
  });
  try {
    const env = { ...process.env, EMBED_HOST_RELAY: address };
    return await firefox.launch({ channel: 'moz-firefox', executablePath: LAUNCHER, env, timeout: 90_000 });
  } catch (error) {
    closed();
    throw error;
  }
}

/** What WebDriver BiDi calls a page of Playwright's, which tells nobody. */
export const contextOf = (page) => page._connection.toImpl(page).delegate._session.sessionId;

function end(server) {
  for (const client of server.clients) client.terminate();
  server.close();
}
