import { afterAll, afterEach, beforeAll } from '@jest/globals'
import nock from 'nock'

/**
 * Answers a test file's calls to GitHub with exact replies; no other call leaves the machine.
 *
 * Called by the files that need it and by no other: what nock patches carries real traffic
 * differently. Without `restore` its interceptors stay in the shared http module and the process
 * dies with SIGSEGV some files later.
 */
export function useNock(): typeof nock {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate()
    nock.disableNetConnect()
    nock.enableNetConnect(/^(127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)(:\d+)?$/)
  })
  afterEach(() => nock.cleanAll())
  afterAll(() => nock.restore())
  return nock
}
