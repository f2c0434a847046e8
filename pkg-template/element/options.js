/** A number as an attribute spells it. What is none becomes `NaN`, which the core refuses by the option's name. */
const number = (text) => (text.trim() === '' ? NaN : Number(text));

/**
 * The options of `mount` that an element has, by the names of its properties: the attribute that each reflects, where that has
 * another name, and how its text is read, where the option is no text.
 */
const OPTIONS = {
  origin: {},
  view: {},
  dashboard: {},
  chat: {},
  message: {},
  path: {},
  params: {},
  token: {},
  user: {},
  timeout: { read: number },
  mintAhead: { attribute: 'mint-ahead', read: (text) => (text === 'false' ? false : number(text)) },
  recover: {},
  title: {},
  allow: {},
  sandbox: {},
  referrerPolicy: { attribute: 'referrerpolicy' },
  loading: {},
};

const attributeOf = (name) => OPTIONS[name].attribute ?? name;

/** The names of the properties. */
export const NAMES = Object.keys(OPTIONS);

/** The names of the attributes. */
export const ATTRIBUTES = NAMES.map(attributeOf);

/** What together is the option `view`. */
const VIEW = ['dashboard', 'chat', 'message', 'path'];

/** A value as the text of an attribute; `undefined` for a callback, a source or a plain object, which have none. */
function asText(value) {
  const isText = Object(value) !== value || value instanceof URL || value instanceof URLSearchParams;
  return isText && typeof value !== 'symbol' ? String(value) : undefined;
}

/** The options of one element: its attributes and, for values that have no text, what its properties were set to. */
export class Options {
  #element;
  #values = new Map();

  constructor(element) {
    this.#element = element;
  }

  get(name) {
    if (this.#values.has(name)) return this.#values.get(name);
    const text = this.#element.getAttribute(attributeOf(name));
    return text === null ? null : (OPTIONS[name].read ?? String)(text);
  }

  /** What was set last counts: a text goes into the attribute, and anything else takes the place of the attribute. */
  set(name, value) {
    const text = value === null || value === undefined ? null : asText(value);
    if (text === undefined) this.#values.set(name, value);
    else this.#values.delete(name);
    this.#element.reflect(attributeOf(name), text);
  }

  /** An attribute that is set takes the place of what its property was set to. */
  attributeSet(attribute) {
    this.#values.delete(NAMES[ATTRIBUTES.indexOf(attribute)]);
  }

  get isComplete() {
    const given = this.#given();
    return 'origin' in given && 'token' in given && ['view', ...VIEW].some((name) => name in given);
  }

  /** The options for `mount`. */
  read() {
    const { view, dashboard, chat, message, path, params, ...rest } = this.#given();
    const parts = Object.fromEntries(Object.entries({ dashboard, chat, message, path }).filter(([, part]) => part !== undefined));
    const composed = Object.keys(parts).length === 0 ? view : { ...(view !== undefined && { view }), ...parts };
    return {
      ...rest,
      ...(composed !== undefined && { view: composed }),
      ...(params !== undefined && { params: typeof params === 'string' ? new URLSearchParams(params) : params }),
    };
  }

  #given() {
    return Object.fromEntries(NAMES.map((name) => [name, this.get(name)]).filter(([, value]) => value !== null));
  }
}
