// Five of 85 letters for four bytes. The letters follow each other from the number sign, but for the backslash.
export function decode(text) {
  const bytes = new Uint8Array((text.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < bytes.length; index += 4) {
    let word = 0;
    for (let letter = 0; letter < 5; letter++) word = word * 85 + digit(text.charCodeAt((index / 4) * 5 + letter));
    view.setUint32(index, word);
  }
  return bytes;
}

const digit = (code) => code - (code > 92 ? 36 : 35);
