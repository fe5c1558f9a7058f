/** Tests that need a server of somebody else's, by the setting that names one to them. */
const WITH_SERVER = { POSTGRES_TEST_URL: '.postgres' };
const without = Object.entries(WITH_SERVER).filter(([setting]) => !process.env[setting]);
for (const [setting, ending] of without) {
  process.stderr.write(`Not run, because ${setting} names no server to them: the tests in *${ending}.test.ts.\n`);
}

/**
 * Jest runs what swc compiled to build/, without a transform of its own: worker threads and child
 * processes started by a test need real JavaScript files.
 * @type {import('jest').Config}
 */
export default {
  rootDir: 'build',
  testEnvironment: 'node',
  testMatch: ['**/test/**/*.test.js', ...without.map(([, ending]) => `!**/*${ending}.test.js`)],
  transform: {},
  maxWorkers: 2,
  testTimeout: 60_000,
  // dist/ and node_modules/ lie outside rootDir, so the haste map never meets a file twice.
  haste: { forceNodeFilesystemAPI: true },
};
