/** The title of a frame whose options have none: that of `mount`. */
const TITLE = 'WisdomAI';

/** Brings a frame from the attributes of former options to those of others. A later frame of the embed gets the same. */
export function changeAttributes(iframe, former, { title, className }) {
  if (title !== former.title) iframe.title = title ?? TITLE;
  if (className !== former.className) iframe.className = className ?? '';
}
