import { expect, test } from '@jest/globals'
import { respond } from '../../src/http/respond.ts'
import { openEndpoint } from '../../src/runner/endpoint.ts'

test('an endpoint is known before its session: it serves nothing until then', async () => {
  const endpoint = await openEndpoint({ clock: Date.now })
  try {
    const headers = { authorization: `Bearer ${endpoint.sessionToken}` }
    const call = () => fetch(`${endpoint.baseUrl}/v1/models`, { headers })
    const early = await call()
    expect(early.status).toBe(503)
    expect(await early.json()).toEqual({
      code: 'unavailable',
      message: 'cursor-guard: the session is not open yet',
    })
    endpoint.serve((request, response) =>
      respond(response, 200, {}, String(endpoint.tokens.admits(request))),
    )
    expect(await (await call()).text()).toBe('true')
  } finally {
    await endpoint.close()
  }
})

test('two endpoints share neither name nor token', async () => {
  const [one, two] = await Promise.all([
    openEndpoint({ clock: Date.now }),
    openEndpoint({ clock: Date.now }),
  ])
  expect(one.sessionId).toMatch(/^[0-9a-f]{18}$/)
  expect(one.sessionToken).toMatch(/^cgs_[\w-]{43}$/)
  expect(two.sessionId).not.toBe(one.sessionId)
  expect(two.sessionToken).not.toBe(one.sessionToken)
  await Promise.all([one.close(), two.close()])
})
