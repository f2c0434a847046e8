// Watches a token provider at work, without touching what it returns: the SDK gets exactly what the provider gave.

/** Wraps `provider` so that `witness` is told of the start and the one end of each fetch. */
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
