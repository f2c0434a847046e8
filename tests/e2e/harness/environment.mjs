// Where the things under test are. `cargo xtask test` sets these; they have no defaults, so that a run never
// tests yesterday's build.

export const server = required('EMBED_HOST_SERVER', 'the built binary embed-host-server');
export const npmPackage = required('EMBED_HOST_PACKAGE', 'the folder of the built npm package');
export const chrome = required('CHROME', 'an executable of Chromium');
export const headlessShell = required('CHROME_HEADLESS_SHELL', 'its headless shell, or Chromium again');

function required(name, meaning) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name ${meaning}; \`cargo xtask test\` sets it`);
  return value;
}
