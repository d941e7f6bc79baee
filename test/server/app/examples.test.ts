import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Webhooks } from '@octokit/webhooks'
import type { WebhookDefinition } from '@octokit/webhooks-examples'
import { pino } from 'pino'
import { Probot } from 'probot'
import { openNamelessFile } from '../../../src/adapters/storage/nameless-file.ts'
import { GuardError } from '../../../src/core/errors.ts'
import type { Delivery } from '../../../src/server/app/delivery/delivery.ts'
import { createWebhookRoute } from '../../../src/server/app/delivery/webhook-route.ts'
import { createApp } from '../../../src/server/app/index.ts'
import { installationPayloads, repositoryPayloads } from '../../../src/server/app/payloads.ts'
import type { Services } from '../../../src/server/app/services.ts'
import { createPerform } from '../../../src/server/work/perform.ts'
import { fakeScope } from '../../support/app/fake-scope.ts'
import { findOperation } from '../../support/github/contract.ts'
import { exampleAnswer } from '../../support/github/subset.ts'
import { takeViolations, testOctokitClass } from '../../support/github/test-octokit.ts'

/** Every payload GitHub's community has collected. */
const definitions: WebhookDefinition[] = createRequire(import.meta.url)(
  '@octokit/webhooks-examples',
)
const examples = definitions.flatMap(({ name, examples: payloads }) =>
  payloads.map((payload, at) => ({ event: name as string, at, payload: payload as object })),
)
const known = new Set([...Object.keys(repositoryPayloads), ...Object.keys(installationPayloads)])
const secret = 'a-secret-of-the-webhooks'

let server: Server
let stored: Delivery[] = []

beforeAll(async () => {
  const route = createWebhookRoute({
    secret,
    openFile: () => openNamelessFile(tmpdir()),
    async receive(delivery) {
      stored.push(delivery)
      return 'stored'
    },
    wake() {},
    log: pino({ level: 'silent' }),
  })
  server = createServer((request, response) => void route(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function post(event: string, payload: object): Promise<{ status: number; said: unknown }> {
  const body = JSON.stringify(payload)
  const { port } = server.address() as AddressInfo
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': await new Webhooks({ secret }).sign(body),
    },
    body,
  })
  return { status: response.status, said: await response.json() }
}

/** Some were collected by webhooks of a repository; an App's say whose installation it is. */
const asApp = (payload: object) => ({ installation: { id: 2, node_id: 'I_2' }, ...payload })

test('the collection is there, with events of ours and others', () => {
  expect(examples.length).toBeGreaterThan(300)
  const ours = examples.filter(({ event }) => known.has(event))
  expect(ours.length).toBeGreaterThan(80)
  expect(ours.length).toBeLessThan(examples.length)
})

test('every example is acknowledged; those of events nobody answers are ignored', async () => {
  stored = []
  const refused: object[] = []
  for (const { event, at, payload } of examples) {
    const { status, said } = await post(event, asApp(payload))
    const outcome = known.has(event) ? 'stored' : 'ignored'
    if (status !== 202 || !sameJson(said, { outcome })) refused.push({ event, at, status, said })
  }
  expect(refused).toEqual([])
  expect(stored).toHaveLength(examples.filter(({ event }) => known.has(event)).length)
})

test('a webhook that is not of an installation is refused, and told what it lacks', async () => {
  const push = examples.find(({ event }) => event === 'push')
  const { installation: _, ...payload } = { installation: 0, ...push?.payload }
  const { status, said } = await post('push', payload)
  expect(status).toBe(422)
  expect(said).toEqual({ error: expect.stringContaining('push: installation: ') })
})

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

describe('handlers of every example', () => {
  interface Call {
    method: string
    path: string
    body: string
  }

  /** Hands every stored example to the App, whose GitHub answers as given. */
  async function handleAll(policy: string | undefined, answer: (call: Call) => Response) {
    const calls: Call[] = []
    const Octokit = testOctokitClass({
      answers: 'unchecked',
      async fetch(input, init) {
        const { pathname, search } = new URL(String(input))
        const call = {
          method: init?.method ?? 'GET',
          path: pathname + search,
          body: String(init?.body),
        }
        calls.push(call)
        return answer(call)
      },
    })
    const { services } = fakeScope({
      ...(policy === undefined ? {} : { policy }),
      services: { changes: away(), pushRefs: () => Promise.reject(unreachable()) },
    })
    const probot = new Probot({ githubToken: 'token', Octokit, logLevel: 'silent' } as object)
    await probot.load(createApp(services))
    const perform = createPerform({
      receive: (event) => probot.receive(event as Parameters<Probot['receive']>[0]),
      jobs: [],
    })
    const failures: { event: string; error: unknown }[] = []
    // At once, as on a busy day.
    await Promise.all(
      stored.map(({ event, body }) =>
        perform(body, new AbortController().signal).catch((error: unknown) => {
          for (const leaf of leavesOf(error)) failures.push({ event, error: leaf })
        }),
      ),
    )
    return { calls, failures }
  }

  test('write nothing where there is no policy', async () => {
    const { calls, failures } = await handleAll(undefined, () =>
      json(404, { message: 'Not Found' }),
    )
    expect(failures).toEqual([])
    expect(calls.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  const policy = [
    'version: 1',
    'branches:',
    '  - match: [~ALL]',
    '    required_checks: [build]',
    'rules:',
    '  - name: ask',
    '    when: { push: { paths: ["**"] } }',
    '    then: hold',
  ].join('\n')

  test.each<{ when: string; answer: (call: Call) => Response }>([
    { when: 'nothing is found', answer: () => json(404, { message: 'Not Found' }) },
    { when: 'everything is GitHub’s own example', answer: exampleOf },
    { when: 'the forge is down', answer: () => json(503, { message: 'Unavailable' }) },
  ])('fail only in ways that have a name when $when', async ({ answer }) => {
    const { calls, failures } = await handleAll(policy, answer)
    expect(calls.length).toBeGreaterThan(50)
    expect(failures.filter(({ error }) => !hasName(error))).toEqual([])
    expect(takeViolations()).toEqual([])
  })

  test.each<{ when: string; answer: (call: Call) => Response }>([
    { when: 'nothing is found', answer: () => json(404, { message: 'Not Found' }) },
    { when: 'every answer is empty', answer: () => json(200, {}) },
    { when: 'every answer is a list', answer: () => json(200, []) },
    { when: 'every answer is no JSON', answer: () => new Response('<html>', { status: 200 }) },
  ])('let nothing pass when $when', async ({ answer }) => {
    const { calls } = await handleAll(policy, answer)
    const said = calls.filter(({ path }) => path.includes('/check-runs')).map(({ body }) => body)
    const passing = said.filter((body) => /"conclusion":"(success|neutral|skipped)"/.test(body))
    const deciding = passing.filter((body) =>
      /cursor-guard \/ (approval|secrets|session)/.test(body),
    )
    expect(calls.length).toBeGreaterThan(50)
    expect(deciding).toEqual([])
    takeViolations()
  })
})

function exampleOf({ method, path }: { method: string; path: string }): Response {
  if (path === '/graphql') return json(200, { data: {} })
  const { operation } = findOperation(method, path.replace(/\?.*/, ''))
  const status = Number(Object.keys(operation.answers).find((one) => one.startsWith('2')))
  if (operation.example === undefined) return new Response(null, { status })
  const one = exampleAnswer(operation.id)
  return json(status, Array.isArray(operation.example) ? [one] : one)
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })

const unreachable = () => new GuardError('UPSTREAM_FAILED', 'git is away')

/** Git cannot be reached. */
const away = (): Services['changes'] =>
  new Proxy({} as Services['changes'], { get: () => () => Promise.reject(unreachable()) })

function leavesOf(error: unknown): unknown[] {
  return error instanceof AggregateError ? error.errors.flatMap(leavesOf) : [error]
}

/** The forge's own words, ours, or what does not fit a schema; never a slip such as a TypeError. */
function hasName(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error instanceof GuardError || 'status' in error || error.name === 'ZodError'
}
