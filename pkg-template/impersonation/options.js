// Options are read here and judged in the core. A value of another type than expected comes there as one that is no good.

export const text = (value) => (typeof value === 'string' ? value : '');

export const number = (value) => (typeof value === 'number' ? value : NaN);

/** 0 for false and 1 for true. */
export const switched = (value) => [false, true].indexOf(value);

/** A text in an object that may be missing. */
export function member(object, name) {
  const value = typeof (object ?? {}) === 'object' ? object?.[name] : 0;
  return value === undefined || value === null ? undefined : text(value);
}
