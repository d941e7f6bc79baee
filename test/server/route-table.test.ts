import { afterEach, expect, test } from '@jest/globals'
import { type Listener, listen } from '../../src/http/listen.ts'
import { respondJson } from '../../src/http/respond.ts'
import type { RunningApp } from '../../src/server/assemble.ts'
import { createRouteTable, type Serving, sayNotFound } from '../../src/server/route-table.ts'
import { createRouter } from '../../src/server/router.ts'

let listener: Listener
afterEach(() => listener.close(0))

const app: RunningApp = {
  takeWebhook: async (_request, response) => respondJson(response, 202, { outcome: 'stored' }),
  status: async () => ({ waiting: 3 }),
  ping: async () => true,
  stop: async () => {},
}
const away = () => Promise.reject(new Error('connect ECONNREFUSED'))
const silent = () => new Promise<never>(() => {})
const setupPage: Serving['setupPage'] = (_request, response) => respondJson(response, 200, 'page')

async function ask(serving: Serving, path: string) {
  const errors: unknown[] = []
  const routes = createRouteTable(serving, {
    webhookPath: '/hooks',
    onUnanswered: (error) => errors.push(error),
  })
  const handler = createRouter(routes, {
    other: sayNotFound,
    onError: (error) => errors.push(error),
  })
  listener = await listen({ host: '127.0.0.1', port: 0, handler })
  const response = await fetch(`http://127.0.0.1:${listener.port}${path}`)
  return { status: response.status, said: (await response.json()) as object, errors }
}

const running = { app, isStopping: false }
const starting = { isStopping: false }
const settingUp = { setupPage, isStopping: false }
const stopping = { app, isStopping: true }
const unanswered = 'the database does not answer'

test.each<{ when: string; serving: Serving; path: string; status: number; says?: object | string }>(
  [
    { when: 'running', serving: running, path: '/healthz', status: 200, says: { ok: true } },
    { when: 'starting', serving: starting, path: '/healthz', status: 200, says: { ok: true } },
    { when: 'setting up', serving: settingUp, path: '/healthz', status: 200, says: { ok: true } },
    { when: 'running', serving: running, path: '/readyz', status: 200, says: { ok: true } },
    {
      when: 'starting',
      serving: starting,
      path: '/readyz',
      status: 503,
      says: { ok: false, why: 'the server is starting' },
    },
    {
      when: 'setting up',
      serving: settingUp,
      path: '/readyz',
      status: 503,
      says: { ok: false, why: 'there is no App yet' },
    },
    {
      when: 'stopping',
      serving: stopping,
      path: '/readyz',
      status: 503,
      says: { ok: false, why: 'the server is stopping' },
    },
    { when: 'running', serving: running, path: '/status', status: 200, says: { waiting: 3 } },
    { when: 'starting', serving: starting, path: '/status', status: 503 },
    { when: 'running', serving: running, path: '/hooks', status: 202, says: { outcome: 'stored' } },
    { when: 'stopping', serving: stopping, path: '/hooks', status: 202 },
    { when: 'setting up', serving: settingUp, path: '/hooks', status: 503 },
    {
      when: 'running',
      serving: running,
      path: '/',
      status: 200,
      says: { service: 'cursor-guard' },
    },
    { when: 'setting up', serving: settingUp, path: '/', status: 200, says: 'page' },
    { when: 'setting up', serving: settingUp, path: '/setup/done', status: 200, says: 'page' },
    { when: 'running', serving: running, path: '/setup/done', status: 404 },
    { when: 'starting', serving: starting, path: '/', status: 503 },
    { when: 'starting', serving: starting, path: '/setup', status: 503 },
    { when: 'running', serving: running, path: '/elsewhere', status: 404 },
  ],
)('$when, $path gives $status', async ({ serving, path, status, says }) => {
  const answer = await ask(serving, path)
  expect(answer.status).toBe(status)
  expect(answer.errors).toEqual([])
  if (typeof says === 'string') expect(answer.said).toBe(says)
  else if (says !== undefined) expect(answer.said).toMatchObject(says)
})

test.each([
  { how: 'is away', query: away, told: 1 },
  { how: 'is silent', query: silent, told: 0 },
])('while the database $how the server is alive, and not ready', async ({ query, told }) => {
  const serving = { app: { ...app, ping: query, status: query }, isStopping: false }
  expect((await ask(serving, '/healthz')).status).toBe(200)
  for (const path of ['/readyz', '/status']) {
    await listener.close(0)
    const { status, said, errors } = await ask(serving, path)
    expect({ status, said }).toEqual({ status: 503, said: { ok: false, why: unanswered } })
    expect(errors).toHaveLength(told)
  }
})
