// Imports a script that holds the module, and decodes it, as the first call of a package does.
import { query, run } from './runner.js';

run(async () => {
  const begun = performance.now();
  const { module } = await import(`/${query.script}.js`);
  const imported = performance.now();
  const bytes = module();
  const decoded = performance.now();
  // A decoder may leave zeros at the end.
  new WebAssembly.Module(bytes.subarray(0, Number(query.length)));
  return { total: decoded - begun, decode: decoded - imported };
});
