// Values as WebDriver BiDi writes them, and as the Web Inspector does.

/** A value of the inspector, with a handle to what is more than a primitive. */
export function toRemote({ type, subtype, value, description, className, objectId }) {
  if (type === 'undefined') return { type };
  if (subtype === 'null') return { type: 'null' };
  if (type === 'number' && typeof value !== 'number') return { type, value: description };
  if (type === 'bigint') return { type, value: String(description).replace(/n$/, '') };
  if (['string', 'number', 'boolean'].includes(type)) return { type, value };
  if (subtype === 'node') return { type: 'node', handle: objectId, sharedId: objectId, value: { localName: className } };
  if (type === 'function' || type === 'symbol') return { type, handle: objectId };
  return { type: REMOTE_TYPES[subtype] ?? 'object', handle: objectId };
}

const REMOTE_TYPES = { array: 'array', error: 'error', map: 'map', set: 'set', date: 'object', regexp: 'object', weakmap: 'weakmap', weakset: 'weakset', proxy: 'proxy' };

/** Something that JSON can say. */
export function jsonToRemote(value) {
  if (value === undefined) return { type: 'undefined' };
  if (value === null) return { type: 'null' };
  if (typeof value !== 'object') return { type: typeof value, value };
  if (Array.isArray(value)) return { type: 'array', value: value.map(jsonToRemote) };
  return { type: 'object', value: Object.entries(value).map(([key, held]) => [key, jsonToRemote(held)]) };
}

/** An argument of a call, for the inspector. */
export function toArgument(given) {
  const objectId = given.handle ?? given.sharedId;
  return objectId ? { objectId } : { value: toJson(given) };
}

function toJson({ type, value }) {
  if (type === 'undefined') return undefined;
  if (type === 'null') return null;
  if (type === 'array') return value.map(toJson);
  if (type === 'object') return Object.fromEntries(value.map(([key, held]) => [typeof key === 'string' ? key : toJson(key), toJson(held)]));
  return value;
}

/** Whether two addresses are of one document, but for their fragments. */
export const isSameDocument = (one, other) => one.split('#')[0] === other.split('#')[0];
