import config from './jest.config.mjs'

// Without the tests that take long: `*.slow.test.ts` stands beside the quick test of the same file.
export default { ...config, testPathIgnorePatterns: ['/node_modules/', '\\.slow\\.test\\.ts$'] }
