// The alphabet is the 92 characters from `#` to `~`, where a space stands for the backslash and an exclamation mark for `<`:
// neither a quotation mark nor anything that a bundler would have to escape. Bytes below 90 are one character, the others two.
const FIRST = 35;
const SINGLE = 90;
const LETTERS = 92;

/** The bytes that a text of the build stands for. Bytes keep their borders in it, so that it compresses as well as they do. */
export function bytes(text) {
  const found = [];
  let pair = 0;
  for (const letter of text) {
    const value = (letter === ' ' ? 92 : letter === '!' ? 60 : letter.charCodeAt()) - FIRST;
    if (!pair && value >= SINGLE) {
      pair = SINGLE + (value - SINGLE) * LETTERS;
    } else {
      found.push(pair + value);
      pair = 0;
    }
  }
  return new Uint8Array(found);
}
