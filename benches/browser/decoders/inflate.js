import { inflateSync } from 'fflate';

export const decode = (text) => inflateSync(Uint8Array.fromBase64(text));
