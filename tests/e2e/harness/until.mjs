import { AssertionError } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_AFTER = 15;

/** What is read of a frame that is just leaving one document for the next. */
const BETWEEN_DOCUMENTS = 'between two documents';

/**
 * Reads until what was read holds, and returns it. Fails after `bound` milliseconds with what was read last,
 * so never read a token here.
 */
export async function until(what, read, holds = Boolean, bound = 30_000) {
  const end = performance.now() + bound;
  for (;;) {
    const seen = await readSettled(read);
    if (seen !== BETWEEN_DOCUMENTS && holds(seen)) return seen;
    if (performance.now() > end) {
      throw new AssertionError({
        message: `${what}: not within ${bound} ms; last seen: ${JSON.stringify(seen)}`,
        stackStartFn: until,
      });
    }
    await pause(LOOK_AGAIN_AFTER);
  }
}

async function readSettled(read) {
  try {
    return await read();
  } catch (error) {
    if (/Execution context was destroyed/.test(error.message)) return BETWEEN_DOCUMENTS;
    throw error;
  }
}
