export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/jest-strip-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/action/dist/'],
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/scripts/jest-skipped.mjs'],
  // Much of the time they wait: for a stand-in, a clock, a child process.
  maxWorkers: 3,
  // A new process after each file that took much memory: to start git from a large process costs many
  // times what git itself does. A new one for each small file would cost more than the file.
  workerIdleMemoryLimit: '50MB',
  globalSetup: '<rootDir>/test/support/run/set-up.ts',
  globalTeardown: '<rootDir>/test/support/run/tear-down.ts',
  // Ends a hang; a busy machine, or one that is four times slower, is none.
  testTimeout: 480_000,
}
