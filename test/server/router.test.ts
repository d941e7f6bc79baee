import { request as httpRequest } from 'node:http'
import { connect } from 'node:http2'
import { afterEach, expect, test } from '@jest/globals'
import { type Listener, listen } from '../../src/http/listen.ts'
import { respondJson } from '../../src/http/respond.ts'
import { createRouter, type Route } from '../../src/server/router.ts'

let listener: Listener
afterEach(() => listener.close(0))

const named =
  (name: string): Route['serve'] =>
  (_request, response) =>
    respondJson(response, 200, name)

async function start(routes: Route[], requestMs = 60_000) {
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const handler = createRouter(routes, { other: named('other'), onError, requestMs })
  listener = await listen({ host: '127.0.0.1', port: 0, handler })
  const ask = async (path: string) =>
    (await fetch(`http://127.0.0.1:${listener.port}${path}`)).json()
  return { ask, errors }
}

const routes: Route[] = [
  { path: '/hooks', serve: named('hooks') },
  { path: '/', serve: named('home') },
  { path: '/pages', below: true, serve: named('pages') },
  { path: '/hooks', serve: named('never') },
]

test.each([
  { path: '/', wanted: 'home' },
  { path: '/?a=/hooks', wanted: 'home' },
  { path: '/hooks', wanted: 'hooks' },
  { path: '/hooks?x=1', wanted: 'hooks' },
  { path: '/hooks/', wanted: 'other' },
  { path: '/hooks/more', wanted: 'other' },
  { path: '/Hooks', wanted: 'other' },
  { path: '//hooks', wanted: 'other' },
  { path: '/pages', wanted: 'pages' },
  { path: '/pages/', wanted: 'pages' },
  { path: '/pages/a/b?c', wanted: 'pages' },
  { path: '/pagesque', wanted: 'other' },
  { path: '/%70ages', wanted: 'other' },
])('$path is answered by $wanted', async ({ path, wanted }) => {
  const { ask } = await start(routes)
  expect(await ask(path)).toBe(wanted)
})

test.each([
  {
    how: 'at once',
    serve: () => {
      throw new Error('it rained')
    },
  },
  { how: 'later', serve: () => Promise.reject(new Error('it rained')) },
])('a route that fails $how cuts its own connection, and says so', async ({ serve }) => {
  const { ask, errors } = await start([{ path: '/bad', serve }])
  await expect(ask('/bad')).rejects.toThrow()
  expect(errors).toEqual([new Error('it rained')])
  expect(await ask('/good')).toBe('other')
})

const readAll: Route['serve'] = async (request, response) => {
  for await (const _chunk of request);
  respondJson(response, 200, 'all of it')
}

test('a body that does not end is given up over HTTP/1.1', async () => {
  const { ask } = await start([{ path: '/read', serve: readAll }], 50)
  const request = httpRequest({ port: listener.port, method: 'POST', path: '/read', agent: false })
  const ended = new Promise((resolve) => request.once('error', resolve))
  request.write('x')
  expect(await ended).toMatchObject({ code: 'ECONNRESET' })
  expect(await ask('/')).toBe('other')
})

test('a body that does not end is given up over HTTP/2, and its connection goes on', async () => {
  await start([{ path: '/read', serve: readAll }], 50)
  const session = connect(`http://127.0.0.1:${listener.port}`)
  const endOf = (stream: ReturnType<typeof session.request>) =>
    new Promise<string>((resolve) => {
      let text = ''
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('error', () => {})
      stream.on('close', () => resolve(text))
    })
  const endless = session.request({ ':method': 'POST', ':path': '/read' })
  endless.write('x')
  expect(await endOf(endless)).toBe('')
  expect(await endOf(session.request({ ':path': '/other' }))).toBe('"other"')
  session.destroy()
})

test('an answer may take longer than a request', async () => {
  const { ask } = await start(
    [
      {
        path: '/slow',
        async serve(_request, response) {
          await new Promise((resolve) => setTimeout(resolve, 150))
          respondJson(response, 200, 'slow')
        },
      },
    ],
    20,
  )
  expect(await ask('/slow')).toBe('slow')
})
