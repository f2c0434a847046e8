export const decode = (text) => Uint8Array.fromBase64(text);
