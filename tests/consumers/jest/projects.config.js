/** Every way in which Jest makes modules, with the jsdom that the environment variable names. */
const project = (displayName, testMatch, transform) => ({
  displayName,
  testEnvironment: process.env.JSDOM,
  testMatch: [`**/${testMatch}`],
  ...(transform && { transform }),
});

module.exports = {
  projects: [
    project('without transforms', 'plain.test.js', {}),
    project('with babel-jest', 'babel.test.js'),
    project('with ts-jest', 'typescript.test.ts', { '\\.ts$': 'ts-jest' }),
    project('as native ES modules', 'native.test.mjs', {}),
  ],
};
