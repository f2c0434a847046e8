/** How this entry gets its core: it is a module of its own in every entry. */
let load;

/** Says how, when the entry is evaluated. */
export function loadCoreBy(given) {
  load = given;
}

/** The functions of the WebAssembly module. Throws where it cannot be started, or has not been. */
export const core = () => load();
