// The ways to put the module into a script. A page that is to mount at once can only use those that decode synchronously; a
// `fetch` of a `data:` address and `DecompressionStream` do not, and the first is forbidden by most policies.
import { deflateRawSync } from 'node:zlib';

const base64 = (bytes) => bytes.toString('base64');
const hex = (bytes) => bytes.toString('hex');
const LETTERS_OF_85 = Array.from({ length: 86 }, (_, index) => index + 35).filter((code) => code !== 92);

function base85(bytes) {
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const words = Array.from({ length: padded.length / 4 }, (_, index) => padded.readUInt32BE(4 * index));
  return words.map((word) => [4, 3, 2, 1, 0].map((place) => String.fromCharCode(LETTERS_OF_85[Math.floor(word / 85 ** place) % 85])).join('')).join('');
}

/** The most frequent bytes get letters that are one byte in UTF-8, and need no escape in a string. */
function letters(bytes) {
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  const order = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const short = Array.from({ length: 95 }, (_, index) => index + 32).filter((code) => !'"\'`\\$'.includes(String.fromCharCode(code)));
  const codes = [...short, ...Array.from({ length: 256 - short.length }, (_, index) => index + 0xa1)].filter((code) => code !== 0xad);
  while (codes.length < 256) codes.push(codes.at(-1) + 1);
  const letterOf = new Map(order.map((byte, index) => [byte, String.fromCharCode(codes[index])]));
  const head = order.map((byte) => letterOf.get(byte)).join('') + order.map((byte) => String.fromCharCode(byte + 256)).join('');
  return head + Array.from(bytes, (byte) => letterOf.get(byte)).join('');
}

export const FORMS = [
  { name: 'base64, fromBase64', encode: base64, decoder: 'base64-native' },
  { name: 'base64, atob and a loop', encode: base64, decoder: 'base64-loop' },
  { name: 'hex, fromHex', encode: hex, decoder: 'hex-native' },
  { name: 'hex, a loop', encode: hex, decoder: 'hex-loop' },
  { name: '85 letters, a loop', encode: base85, decoder: 'base85' },
  { name: 'a letter for each byte, a loop', encode: letters, decoder: 'letters' },
  { name: 'deflated base64, fromBase64 and inflate', encode: (bytes) => base64(deflateRawSync(bytes, { level: 9 })), decoder: 'inflate' },
];
