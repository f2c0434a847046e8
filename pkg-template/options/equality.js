/** Those options that only a new embed can have, as such a text. A source may be switched, and the attributes of an iframe be changed. */
export function fixedOf({ token, user, title, className, ...options }) {
  return textOf({ ...options, title: typeof (title ?? ''), className: typeof (className ?? '') });
}

/**
 * A text that deeply equal options have in common, in whichever order their members are: an app makes new objects with each rendering.
 * Functions and what is `undefined` do not count. What JSON cannot express is `undefined`: options that change to something like this are as good as unchanged, since an
 * embed refuses both.
 */
export function textOf(options) {
  try {
    return JSON.stringify(options, (_, value) => canonical(value));
  } catch {
    return undefined;
  }
}

/** A `URL` is a string already: it has a `toJSON`. */
function canonical(value) {
  if (value instanceof URLSearchParams) return [...value];
  if (Object(value) !== value || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
