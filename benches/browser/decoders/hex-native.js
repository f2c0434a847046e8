export const decode = (text) => Uint8Array.fromHex(text);
