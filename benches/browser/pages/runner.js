// What every page of a measurement needs: its parameters, and calls to the side that runs it.

export const query = Object.fromEntries(new URLSearchParams(location.search));

/** Calls the side that runs the page, and returns what it answers. */
export async function call(name, body = {}) {
  const answer = await fetch(`/call?id=${query.id}&name=${name}`, { method: 'POST', body: JSON.stringify(body) });
  return answer.json();
}

/** Runs a measurement when the page may begin, and hands over what comes of it. */
export async function run(measure) {
  try {
    await call('begin');
    await call('end', await measure());
  } catch (error) {
    await call('fail', { reason: String(error?.message ?? error) });
  }
}

/** What the uses are given to mount an embed into an element. */
export const setting = (place, token) => ({ place, token, guest: query.use === 'powerbi' ? query.powerbi : query.guest });

/** Fulfils when `holds` does, looked at once in each turn of the page's loop; rejects after a while. */
export async function until(what, holds, bound = 30_000) {
  const end = performance.now() + bound;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${bound} ms`);
    await turn();
  }
}

/** One turn of the page's loop, without the least delay that timers have. */
export const turn = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
