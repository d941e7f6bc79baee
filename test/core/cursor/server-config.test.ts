import { expect, test } from '@jest/globals'
import {
  concat,
  lengthDelimited,
  stringField,
  varintField,
} from '../../../src/core/cursor/protobuf-write.ts'
import { rewriteServerConfig } from '../../../src/core/cursor/server-config.ts'

const guard = 'http://127.0.0.2:4711'
const urls = (agent: string, agentn: string) =>
  lengthDelimited(27, stringField(1, agent), stringField(2, agentn))
const before = concat(stringField(6, 'v1'), varintField(300, 1))
const original = concat(
  before,
  varintField(7, 2),
  urls('https://agent.example', 'https://agentn.example'),
)

test('the agent hosts become ours and the old ones are told', () => {
  const { body, upstreamAgentUrls, http2Config } = rewriteServerConfig(original, {
    agentUrl: guard,
  })
  expect(upstreamAgentUrls).toEqual(['https://agent.example', 'https://agentn.example'])
  expect(http2Config).toBe(2)
  expect(
    Buffer.from(body).equals(Buffer.from(concat(before, varintField(7, 2), urls(guard, guard)))),
  ).toBe(true)
})

test.each([3, 4] as const)('the protocol becomes %d when asked for', (http2) => {
  const { body } = rewriteServerConfig(original, { agentUrl: guard, http2 })
  const expected = concat(before, urls(guard, guard), varintField(7, http2))
  expect(Buffer.from(body).equals(Buffer.from(expected))).toBe(true)
})

test('a configuration that names nothing gets our address all the same', () => {
  expect(rewriteServerConfig(new Uint8Array(0), { agentUrl: guard })).toMatchObject({
    upstreamAgentUrls: [],
    http2Config: 0,
    body: urls(guard, guard),
  })
})

test('a second address hidden behind the first is exchanged, too', () => {
  const sly = concat(urls('https://a.example', ''), urls('https://b.example', ''))
  const { body, upstreamAgentUrls } = rewriteServerConfig(sly, { agentUrl: guard })
  expect(Buffer.from(body).includes('b.example')).toBe(false)
  expect(upstreamAgentUrls).toEqual(['https://a.example', 'https://b.example'])
})

test('what is no configuration is refused', () => {
  expect(() => rewriteServerConfig(Buffer.from('<html>'), { agentUrl: guard })).toThrow(
    expect.objectContaining({ code: 'FRAME_MALFORMED' }),
  )
})
