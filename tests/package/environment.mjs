import { join } from 'node:path';

// Where the package under test is. `cargo xtask test` sets these; they have no defaults, so that a run never tests an old build.
const folder = required('EMBED_HOST_PACKAGE', 'the folder of the built npm package');
export const tarball = required('EMBED_HOST_TARBALL', 'the tarball of the built npm package');

/** A file of the package. */
export const file = (name) => join(folder, name);

function required(name, meaning) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must name ${meaning}; \`cargo xtask test\` sets it`);
  return value;
}
