/** The parts of a token that are worth stealing, each to be looked for: of a JWT its claims and its signature. */
const needles = (tokens) => [...tokens].flatMap((token) => token.split('.').slice(1));

/** Whether a text holds a token, as it is or percent-encoded. Never print the text itself. */
export const leaks = (text, tokens) =>
  needles(tokens).some((needle) => text.includes(needle) || decodeURIComponentOrNot(text).includes(needle));

function decodeURIComponentOrNot(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
