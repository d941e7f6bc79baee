import { expect, test } from '@jest/globals'
import { handlerOf, type Lane } from '../../src/guard/lane.ts'
import { respond } from '../../src/http/respond.ts'
import { exchange } from '../support/fake-exchange.ts'

/** A lane that answers with its name. */
const lane = (name: Lane['name'], owns: Lane['owns']): Lane => ({
  name,
  owns,
  serve: (request, response) => {
    request.resume()
    respond(response, 200, {}, `${name} ${request.url}`)
  },
  calls: 0,
  close: async () => {},
})
const git = lane('git', (url) => url.startsWith('/git/'))
const cursor = lane('cursor', () => true)

test.each([
  { when: 'the first that owns it', lanes: [git, cursor], url: '/git/a/b', text: 'git /git/a/b' },
  {
    when: 'the last, which owns the rest',
    lanes: [git, cursor],
    url: '/gitx',
    text: 'cursor /gitx',
  },
  { when: 'the first of two owners', lanes: [cursor, git], url: '/git/a', text: 'cursor /git/a' },
])('a call goes to $when', async ({ lanes, url, text }) => {
  expect(await exchange(handlerOf(lanes), url)).toEqual({ status: 200, text })
})

test.each([{ lanes: [] }, { lanes: [git] }])(
  'a call nobody owns is not found',
  async ({ lanes }) => {
    const { status, text } = await exchange(handlerOf(lanes), '/else', {
      method: 'POST',
      body: 'x',
    })
    expect(status).toBe(404)
    expect(JSON.parse(text)).toEqual({
      code: 'not_found',
      message: 'cursor-guard: nothing is served here',
    })
  },
)
