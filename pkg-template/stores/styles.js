/** The box of a component, which the app gives its size. */
export const BOX = { position: 'relative' };

/** The embed's container in it. */
export const FILLING = { height: '100%' };

/** The container while an error view is shown. It keeps its size, without which a browser does not load a lazy iframe. */
export const HIDDEN = { position: 'absolute', inset: 0, visibility: 'hidden' };
