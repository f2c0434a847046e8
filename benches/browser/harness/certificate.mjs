// A certificate that nobody trusts, for this run alone: some packages embed from https only. The browser is told to take it.
import { generateKeyPairSync, sign } from 'node:crypto';

/** Each length in as few bytes as it takes: browsers refuse others. */
function sizeOf(length) {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const part = (tag, ...contents) => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...sizeOf(content.length)]), content]);
};
const [SEQUENCE, SET] = [0x30, 0x31];
const sequence = (...contents) => part(SEQUENCE, ...contents);
const bytes = (tag, hex) => part(tag, Buffer.from(hex, 'hex'));
const oid = (hex) => bytes(0x06, hex);
const time = (text) => part(0x17, Buffer.from(text));
const bits = (content) => part(0x03, Buffer.from([0]), content);

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const COMMON_NAME = sequence(part(SET, sequence(oid('550403'), part(0x0c, Buffer.from('localhost')))));

/** A key and its certificate, as PEM. */
export function certificate() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const validity = sequence(time('250101000000Z'), time('450101000000Z'));
  const body = sequence(bytes(0x02, '01'), ECDSA_WITH_SHA256, COMMON_NAME, validity, COMMON_NAME, key);
  const signed = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, privateKey)));
  const pem = signed.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
  };
}
