// Observes a token provider without changing what it returns.

/** Wraps `provider` so that `witness` is notified of the start and of the end of each fetch, once each. */
export function watched(provider, witness) {
  return async (context) => {
    const begun = performance.now();
    const took = () => Math.round(performance.now() - begun);
    let over = false;
    const end = (report) => {
      if (!over) report();
      over = true;
    };

    witness.started(context.reason);
    context.signal.addEventListener('abort', () => end(() => witness.aborted(took())), { once: true });
    try {
      const grant = await provider(context);
      end(() => witness.answered({ expiresIn: grant.expiresIn, reason: context.reason, took: took() }));
      return grant;
    } catch (error) {
      end(() => witness.failed(took()));
      throw error;
    }
  };
}
