import { afterAll, afterEach, beforeAll } from '@jest/globals'
import nock from 'nock'

// Without `restore` the interceptors of a finished file stay in the shared http module and the
// process dies with SIGSEGV some files later.
beforeAll(() => {
  if (!nock.isActive()) nock.activate()
  nock.disableNetConnect()
  nock.enableNetConnect(/^(127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)(:\d+)?$/)
})
afterEach(() => nock.cleanAll())
afterAll(() => nock.restore())
