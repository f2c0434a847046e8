import { jsonToRemote, toArgument, toRemote } from './values.mjs';

/**
 * Runs in the page: which frame of this window another window is, by its number, and by the name or id of its iframe: a frame in a shadow
 * tree has no number, and the inspector knows them. `this` is that window.
 */
function placeOfFrame() {
  if (this === window) return { index: -1 };
  const within = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? within(element.shadowRoot) : [])]);
  const owner = within(document).find((element) => element.contentWindow === this);
  const name = owner?.name || owner?.id;
  for (let index = 0; index < window.length; index += 1) if (window[index] === this) return { index, name };
  return { index: -2, name };
}

/** Runs in the page: the iframe of a frame, wherever it is. */
function iframeAt(index, name) {
  const within = (root) => [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? within(element.shadowRoot) : [])]);
  const frames = within(document).filter((element) => element.contentWindow);
  return frames.find((element) => name && (element.name || element.id) === name) ?? frames.find((element) => element.contentWindow === window[index]) ?? null;
}

/** Runs in the page: the attributes that name a frame. */
function namesOf(element) {
  return { name: element.getAttribute('name') ?? undefined, id: element.id || undefined };
}

/** The inspector says nothing more after a message of some 600 kB, such as a library. */
const PIECE = 100_000;

/** Runs in the page: adds a piece to a long text. */
function addPiece(piece) {
  this.push(piece);
}

/** The same function, to which a long text comes in pieces. */
const joining = (declaration, index) => `function (...given) {
  given[${index}] = given[${index}].join('');
  return (${declaration}).apply(this, given);
}`;

/** Scripts in the documents of one page. Its isolated worlds are all the page's own: the inspector has no others. */
export class Scripts {
  #page;

  constructor(page) {
    this.#page = page;
  }

  async evaluate({ expression, userActivation }, realm, byValue) {
    return this.#settle(realm, byValue, () =>
      this.#page.send('Runtime.evaluate', { expression, contextId: realm.contextId, emulateUserGesture: userActivation ?? false }),
    );
  }

  async call({ functionDeclaration, arguments: given = [], userActivation }, realm, byValue) {
    const objectId = given.map((argument) => argument.handle ?? argument.sharedId).find(Boolean) ?? (await this.#window(realm));
    const passed = given.map(toArgument);
    const long = passed.findIndex(({ value }) => typeof value === 'string' && value.length > PIECE);
    const call = { objectId, functionDeclaration, arguments: passed, emulateUserGesture: userActivation ?? false };
    if (long >= 0) {
      passed[long] = await this.#inPieces(passed[long].value, realm);
      call.functionDeclaration = joining(functionDeclaration, long);
    }
    return this.#settle(realm, byValue, () => this.#page.send('Runtime.callFunctionOn', call));
  }

  release(objectId) {
    return this.#page.send('Runtime.releaseObject', { objectId });
  }

  /** The iframe of a frame, as a node of its parent. */
  async iframe(realm, { index, name }) {
    const result = await this.#callOn(await this.#window(realm), iframeAt, [index, name]);
    if (result.subtype !== 'node') return null;
    const names = await this.#callOn(result.objectId, (element) => element, [], namesOf);
    return { ...toRemote(result), value: { attributes: names.value } };
  }

  async #inPieces(text, { contextId }) {
    const { result } = await this.#page.send('Runtime.evaluate', { expression: '[]', contextId });
    for (let at = 0; at < text.length; at += PIECE) await this.#callOn(result.objectId, addPiece, [text.slice(at, at + PIECE)]);
    return { objectId: result.objectId };
  }

  async #window({ contextId }) {
    const { result } = await this.#page.send('Runtime.evaluate', { expression: 'globalThis', contextId });
    return result.objectId;
  }

  async #callOn(objectId, action, given, byValue) {
    const functionDeclaration = byValue ? `function () { return (${byValue})(this); }` : String(action);
    const call = { objectId, functionDeclaration, arguments: given.map((value) => ({ value })), returnByValue: Boolean(byValue) };
    return (await this.#page.send('Runtime.callFunctionOn', call)).result;
  }

  /** Waits for what a script gives, and writes it as BiDi does. */
  async #settle(realm, byValue, run) {
    let { result, wasThrown } = await run();
    if (!wasThrown && result.className === 'Promise') {
      ({ result, wasThrown } = await this.#page.send('Runtime.awaitPromise', { promiseObjectId: result.objectId, returnByValue: byValue }));
    } else if (!wasThrown && byValue && result.objectId) {
      result = await this.#callOn(result.objectId, null, [], (value) => value);
    }
    if (wasThrown) return { type: 'exception', realm: realm.id, exceptionDetails: { text: result.description ?? String(result.value) } };
    return { type: 'success', realm: realm.id, result: await this.#write(result, realm, byValue) };
  }

  async #write(result, realm, byValue) {
    if (byValue && 'value' in result && result.type === 'object' && result.subtype !== 'null') return jsonToRemote(result.value);
    if (result.type === 'object' && /Window|^Object$/.test(result.className ?? '') && result.objectId) {
      const frame = await this.#frameOf(result.objectId, realm);
      if (frame) return { type: 'window', handle: result.objectId, value: { context: frame } };
    }
    return toRemote(result);
  }

  async #frameOf(objectId, realm) {
    const { value } = await this.#callOn(objectId, null, [], `(other) => (${placeOfFrame}).call(other)`);
    if (!value) return null;
    return value.index === -1 ? realm.frame.id : this.#page.childAt(realm.frame, value);
  }
}
