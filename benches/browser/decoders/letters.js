// One letter for each byte. What follows the letters' own order, most frequent first, is the text.
export function decode(text) {
  const values = new Uint8Array(1024);
  for (let index = 0; index < 256; index++) values[text.charCodeAt(index)] = text.charCodeAt(256 + index) - 256;
  const bytes = new Uint8Array(text.length - 512);
  for (let index = 0; index < bytes.length; index++) bytes[index] = values[text.charCodeAt(512 + index)];
  return bytes;
}
