// Where the things that are measured are. `cargo xtask bench` sets these.

export const npmPackage = required('EMBED_HOST_PACKAGE', 'the folder of the built npm package');
export const wasmModule = required('EMBED_HOST_MODULE', 'the WebAssembly module of the entry `embed-host`');
export const chrome = required('CHROME_HEADLESS_SHELL', 'the headless shell of Chromium, or Chromium');
export const output = required('EMBED_HOST_RESULTS', 'the folder for what was measured');

function required(name, meaning) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name ${meaning}; \`cargo xtask bench\` sets it`);
  return value;
}
