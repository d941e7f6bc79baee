export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/jest-strip-types.mjs' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/action/dist/'],
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/scripts/jest-skipped.mjs'],
  maxWorkers: 2,
  testTimeout: 20_000,
}
