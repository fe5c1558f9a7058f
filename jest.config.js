/** What is said of servers to the tests. */
const { POSTGRES_TEST_URL, EVENTSTORE_TEST_URL: log, ...given } = process.env;
const isSet = (...settings) => settings.every((setting) => given[setting]);
const hosts = /^[^?]*\/\/(?:[^@/?]*@)?([^/?]*)/.exec(log ?? '')?.[1]?.split(',') ?? [];
const isSecure = !/[?&]tls=false/i.test(log ?? '');

/**
 * Tests that need what not every machine has, by the end of their names. Without a server of EventStoreDB those of the log
 * run against one of our own, which can do all of it.
 */
const NEEDS = [
  ['.postgres', POSTGRES_TEST_URL, 'POSTGRES_TEST_URL names no server to them'],
  ['.real', log, 'EVENTSTORE_TEST_URL names no server to them'],
  ['.secure', !log || isSecure, 'the server that EVENTSTORE_TEST_URL names knows no users'],
  ['.line', !log || hosts.length === 1, 'EVENTSTORE_TEST_URL names several hosts'],
  [
    '.killed',
    !log || isSet('EVENTSTORE_TEST_KILL', 'EVENTSTORE_TEST_RESTART'),
    'EVENTSTORE_TEST_KILL and EVENTSTORE_TEST_RESTART say no command',
  ],
  ['.frozen', !log || hosts.length > 1, 'EVENTSTORE_TEST_URL names one host'],
  [
    '.frozen',
    !log || isSet('EVENTSTORE_TEST_FREEZE', 'EVENTSTORE_TEST_THAW', 'EVENTSTORE_TEST_RESTART'),
    'EVENTSTORE_TEST_FREEZE, EVENTSTORE_TEST_THAW and EVENTSTORE_TEST_RESTART say no command',
  ],
];
const without = NEEDS.filter(([, isThere]) => !isThere);
for (const [ending, , reason] of without) {
  process.stderr.write(`Not run, because ${reason}: the tests in *${ending}.test.ts.\n`);
}

/**
 * Jest runs what swc compiled to build/, without a transform of its own: worker threads and child
 * processes started by a test need real JavaScript files.
 * @type {import('jest').Config}
 */
export default {
  rootDir: 'build',
  testEnvironment: 'node',
  testMatch: ['**/test/**/*.test.js', ...without.map(([ending]) => `!**/*${ending}.test.js`)],
  transform: {},
  // Who kills and freezes nodes must be alone with them.
  maxWorkers: isSet('EVENTSTORE_TEST_KILL') || isSet('EVENTSTORE_TEST_FREEZE') ? 1 : 2,
  testTimeout: 60_000,
  // dist/ and node_modules/ lie outside rootDir, so the haste map never meets a file twice.
  haste: { forceNodeFilesystemAPI: true },
};
