import { afterEach } from '@jest/globals'
import { ProbotOctokit } from 'probot'
import { ContractViolation, checkRequest } from './contract.ts'
import { checkGraphql } from './graphql.ts'

export interface TestOctokitOptions {
  /** The API's root, without a slash at its end. */
  baseUrl?: string
  /**
   * How closely answers are looked at. `part` (the default): a field that GitHub does not know or
   * of another type is a violation, a missing one is not. `unchecked` is for answers that are wrong
   * on purpose.
   */
  answers?: 'whole' | 'part' | 'unchecked'
  /** Answers in place of the network. */
  fetch?: typeof fetch
}

/** What a handler may have swallowed. */
let violations: ContractViolation[] = []

afterEach(() => {
  const [first] = takeViolations()
  if (first !== undefined) throw first
})

/** Takes the violations of this test so far, which then do not fail it. */
export function takeViolations(): ContractViolation[] {
  const taken = violations
  violations = []
  return taken
}

/**
 * The client handlers are given, without waiting and without second attempts. Each request and each
 * answer is checked against GitHub's own description; a violation fails the call and the test.
 */
export function testOctokit(options: TestOctokitOptions = {}): ProbotOctokit {
  const Octokit = testOctokitClass(options)
  return new Octokit()
}

/** The same as a class, for who makes clients of its own, such as Probot. */
export function testOctokitClass({
  baseUrl = 'https://api.github.com',
  answers = 'part',
  // Looked up at each call: nock takes its place.
  fetch: send = (url, init) => fetch(url, init),
}: TestOctokitOptions = {}): typeof ProbotOctokit {
  const root = new URL(baseUrl).pathname.replace(/\/$/, '')

  async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
    try {
      const { pathname, search } = new URL(url)
      const path = pathname.slice(root.length) + search
      const method = init.method ?? 'GET'
      const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
      if (path === '/graphql') {
        checkGraphql(body)
        return await send(url, init)
      }
      const call = checkRequest(method, path, body)
      const response = await send(url, init)
      const isJson = response.headers.get('content-type')?.includes('json')
      if (answers !== 'unchecked' && (isJson || !response.ok)) {
        const text = await response.clone().text()
        call.checkAnswer(response.status, isJson ? JSON.parse(text) : {}, answers)
      }
      return response
    } catch (error) {
      if (error instanceof ContractViolation) violations.push(error)
      throw error
    }
  }

  // The function form: plain values are merged too late to reach the plugins.
  return ProbotOctokit.defaults((defaults: object) => ({
    ...defaults,
    baseUrl,
    retry: { enabled: false },
    throttle: { enabled: false },
    request: { fetch: checkedFetch },
  }))
}
