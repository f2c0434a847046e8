import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * A proxy to which names under `.test` are this machine's too, as to the other engines: WebKitGTK asks the system alone for a name, but
 * leaves it to a proxy. Other names lead nowhere: no page of the tests is on the internet.
 */
export async function openNames() {
  const proxy = createServer(forward);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  proxy.unref();
  return `http://127.0.0.1:${proxy.address().port}`;
}

function forward(asked, answer) {
  const refuse = () => answer.writeHead(502).end();
  // A path alone is no request to a proxy.
  if (!URL.canParse(asked.url)) return refuse();
  const { hostname, port, pathname, search } = new URL(asked.url);
  if (!hostname.endsWith('.test')) return refuse();
  const { method, headers } = asked;
  const onward = request({ host: '127.0.0.1', port, path: pathname + search, method, headers });
  onward.once('response', (given) => {
    answer.writeHead(given.statusCode, given.rawHeaders);
    given.pipe(answer);
  });
  onward.once('error', refuse);
  asked.pipe(onward);
}
