/**
 * Runs in the page before its own scripts: `window.faults` makes a function of the browser throw once, in a call by one import of
 * the package and in no other, and knows the listeners that the package has added and not removed.
 */
export function installFaults() {
  if (window !== window.top) return;
  const { apply, construct } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const MARK = 'words of the browser itself';
  const listeners = new Set();
  let fault;

  /** The imports of the package that are under way, by their names. */
  const running = [];
  const watched = (name, imported) =>
    function (...given) {
      running.push(name);
      try {
        return apply(imported, this, given);
      } finally {
        running.pop();
      }
    };
  const watchedAll = (imports) =>
    Object.fromEntries(Object.entries(imports).map(([name, imported]) => [name, typeof imported === 'function' ? watched(name, imported) : imported]));
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct: (target, [module, imports = {}]) =>
      construct(target, [module, Object.fromEntries(Object.entries(imports).map(([from, all]) => [from, watchedAll(all)]))]),
  });

  /** Whether the package calls. */
  const isOfPackage = () => running.length > 0;

  const throwIfDue = () => {
    if (!fault || fault.fired || !running.includes(fault.import)) return;
    if (fault.after-- > 0) return;
    fault.fired = true;
    throw new DOMException(MARK, 'InvalidStateError');
  };
  const throwing = (original) =>
    new Proxy(original, {
      apply(_, self, given) {
        throwIfDue();
        return apply(original, self, given);
      },
      construct(_, given) {
        throwIfDue();
        return construct(original, given);
      },
    });

  /** Where a function or getter is: `Node.prototype.appendChild`. */
  const find = (path) => {
    const names = path.split('.');
    const name = names.pop();
    return [names.reduce((holder, next) => holder[next], window), name];
  };

  /** `import` is how the bindings name the import; `after` leaves out so many calls. */
  function arm({ path, import: name, after = 0 }) {
    const [holder, member] = find(path);
    const own = getOwnPropertyDescriptor(holder, member);
    fault = { import: name, after, fired: false, disarm: () => defineProperty(holder, member, own) };
    const replaced = own.get ? { get: throwing(own.get) } : { value: throwing(own.value) };
    defineProperty(holder, member, { ...own, ...replaced });
  }

  /** Puts the browser's function back. Says whether it was called. */
  function disarm() {
    fault?.disarm();
    const fired = Boolean(fault?.fired);
    fault = undefined;
    return fired;
  }

  // A guest's window is out of a page's reach, but the getters that give it are not.
  const guest = {
    postMessage: (real, ...given) => real.postMessage(...given),
    replace: (real, address) => real.location.replace(address),
  };
  const standIns = new WeakMap();
  const standIn = (real) => {
    if (!standIns.has(real)) {
      standIns.set(real, {
        postMessage: (...given) => guest.postMessage(real, ...given),
        location: { replace: (address) => guest.replace(real, address) },
      });
    }
    return standIns.get(real);
  };
  const GETTERS = [
    [HTMLIFrameElement.prototype, 'contentWindow'],
    [MessageEvent.prototype, 'source'],
  ].map(([holder, name]) => [holder, name, getOwnPropertyDescriptor(holder, name)]);

  /** From now on the package sees something in the place of each guest's window whose functions may throw; or not any more. */
  function replaceGuests(replaced) {
    for (const [holder, name, own] of GETTERS) {
      const get = function () {
        const real = apply(own.get, this, []);
        return real && isOfPackage() ? standIn(real) : real;
      };
      defineProperty(holder, name, replaced ? { ...own, get } : own);
    }
  }

  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const added = (target, type, listener) =>
    [...listeners].find((one) => one.target === target && one.type === type && one.listener === listener);
  EventTarget.prototype.addEventListener = function addEventListener(type, listener, ...rest) {
    const target = this ?? window;
    apply(add, target, [type, listener, ...rest]);
    if (isOfPackage() && !added(target, type, listener)) listeners.add({ target, type, listener });
  };
  EventTarget.prototype.removeEventListener = function removeEventListener(type, listener, ...rest) {
    const target = this ?? window;
    apply(remove, target, [type, listener, ...rest]);
    listeners.delete(added(target, type, listener));
  };

  const errors = [];
  window.addEventListener('error', (event) => errors.push(`error: ${event.message}`));
  window.addEventListener('unhandledrejection', (event) => errors.push(`unhandled: ${event.reason}`));

  Object.assign(window, {
    faults: {
      MARK,
      errors,
      arm,
      disarm,
      guest,
      replaceGuests,
      listeners: () => [...listeners].map(({ target, type }) => `${type} of ${target.constructor.name}`).sort(),
    },
  });
}
