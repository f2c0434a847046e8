export const WASM = '/embed-host/embed-host.wasm';

const FRESH = { count: 0 };

/**
 * Imports a copy of `embed-host/slim` that nobody has started yet, as `window.slim`, and gives the page what the tests share:
 * `attempt(call)` tells what a call or a promise came to, by the code of an error and what must not be in its message.
 */
export async function importSlim(page) {
  await page.evaluate(async (copy) => {
    window.slim = await import(`/embed-host/slim.js?${copy}`);
    window.attempt = async (call) => {
      try {
        await call();
        return 'done';
      } catch (error) {
        const { code, status, message } = error;
        const quotes = /https?:|localhost|refresh_token/.test(message);
        return { code, ...(status && { status }), ...(quotes && { message }), isError: error instanceof window.slim.EmbedHostError };
      }
    };
  }, (FRESH.count += 1));
}

/** Answers the next requests for the module in a way of the test's own, each by one of these. */
export async function answerModule(context, server, ...answers) {
  await context.route(server.host + WASM, (route) => (answers.shift() ?? ((real) => real.continue()))(route));
}
