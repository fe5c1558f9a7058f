/**
 * Jest runs what swc compiled to build/, without a transform of its own: worker threads and child
 * processes started by a test need real JavaScript files.
 * @type {import('jest').Config}
 */
export default {
  rootDir: 'build',
  testEnvironment: 'node',
  testMatch: ['**/test/**/*.test.js'],
  transform: {},
  maxWorkers: 2,
  testTimeout: 60_000,
  // dist/ and node_modules/ lie outside rootDir, so the haste map never meets a file twice.
  haste: { forceNodeFilesystemAPI: true },
};
