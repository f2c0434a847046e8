import { AssertionError } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_AFTER = 15;

/**
 * Reads until what was read holds, and returns it. Fails after `bound` milliseconds with what was read last,
 * so never read a token here.
 */
export async function until(what, read, holds = Boolean, bound = 8_000) {
  const end = performance.now() + bound;
  for (;;) {
    const seen = await read();
    if (holds(seen)) return seen;
    if (performance.now() > end) {
      throw new AssertionError({
        message: `${what}: not within ${bound} ms; last seen: ${JSON.stringify(seen)}`,
        stackStartFn: until,
      });
    }
    await pause(LOOK_AGAIN_AFTER);
  }
}
