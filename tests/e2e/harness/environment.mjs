// Where the things under test are. `cargo xtask test` sets these; they have no defaults, so that a run never
// tests yesterday's build.

export const server = required('EMBED_HOST_SERVER', 'the built binary embed-host-server');
export const npmPackage = required('EMBED_HOST_PACKAGE', 'the folder of the built npm package');
export const engineName = process.env.EMBED_HOST_ENGINE ?? 'chromium';

export function required(name, meaning) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name ${meaning}; \`cargo xtask test\` sets it`);
  return value;
}
