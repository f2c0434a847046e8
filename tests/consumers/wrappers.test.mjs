import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { openBrowser } from '../e2e/harness/browser.mjs';
import { Consumer } from './consumer.mjs';
import { Driver } from './driver.mjs';
import { openRoutedPage, withRoutedPage } from './routed-page.mjs';
import './wrapper-scenarios/embeds.mjs';
import './wrapper-scenarios/errors.mjs';
import './wrapper-scenarios/impersonation.mjs';
import { scenarios } from './wrapper-scenarios/scenario.mjs';

const within = { timeout: 60_000 };

const BUILDS = ['18', '19'].flatMap((version) => ['development', 'production'].map((mode) => ({ version, mode, folder: `dist-${version}-${mode}` })));

// The pages of Vue are the same in the builds of both versions of React.
const VARIANTS = BUILDS.map((build) => ({ ...build, folder: `frameworks/${build.folder}` })).flatMap(({ version, mode, folder }) => [
  { framework: `React ${version}, ${mode}`, folder, name: 'react-wrapper.html' },
  ...(version === '19' ? [{ framework: `Vue, ${mode}`, folder, name: 'vue-wrapper.html' }] : []),
]);

let browser;

before(async () => {
  for (const { version, mode, folder } of BUILDS) {
    const options = ['build', '--config', 'vite.wrappers.config.js', '--mode', mode, '--outDir', folder, '--logLevel', 'error'];
    const env = { ...process.env, NODE_ENV: mode, REACT_VERSION: version };
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', ...options], { cwd: Consumer.file('frameworks', '.'), env });
  }
  browser = await openBrowser();
});

after(() => browser?.close());

for (const { framework, ...variant } of VARIANTS) {
  describe(framework, () => {
    let shared;

    before(async () => {
      shared = await openRoutedPage(browser, variant);
    });

    after(() => shared.close());

    for (const { title, use, headers } of scenarios) {
      test(title, within, async () => {
        if (headers) return withRoutedPage(browser, { ...variant, headers }, (opened) => use(new Driver(opened)));
        const driver = new Driver(shared);
        try {
          await use(driver);
          assert.deepEqual(shared.errors, []);
        } finally {
          await driver.leave();
          shared.reset();
        }
      });
    }
  });
}
