/** What a function gives; `undefined` if it throws. What it threw is not looked at: it may hold an address. */
export function valueOf(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}

/** Whether a function does not throw. */
export const works = (act) => valueOf(() => (act(), true)) ?? false;
