import { expect, test } from '@jest/globals'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import { handlerOf } from '../../src/guard/lane.ts'
import { openSession } from '../../src/guard/open-session.ts'
import type { HoldAnswer } from '../../src/guard/ports.ts'
import { exchange } from '../support/fake-exchange.ts'
import { home, startGuardedForge } from '../support/git-upstream/guarded-git.ts'
import { bearer, fakeParts } from '../support/session-parts.ts'
import { slowSink } from '../support/slow-sink.ts'

const policy = (text: string) => parsePolicy(Buffer.from(`version: 1\n${text}`), 'policy.yml')
const required = 'recording: { require: true }\n'
const approved: HoldAnswer = { outcome: 'approved', by: 'ann', surface: 'test', request: 'r' }

/** A session whose recording is kept elsewhere, with a person who says yes at once. */
async function openSlowly(text: string) {
  const slow = slowSink()
  const { parts, calls } = fakeParts({
    policy: policy(text),
    approvals: {
      idOf: async () => 'r',
      whyNobody: () => undefined,
      ask: async () => approved,
      close: async () => {},
    },
  })
  const recording = { ...parts.recording, sink: slow.sink }
  return { slow, calls, ...(await openSession({ ...parts, recording })) }
}

const createAgent = {
  method: 'POST',
  headers: { ...bearer(), 'content-type': 'application/json' },
  body: JSON.stringify({ prompt: { text: 'Fix it' } }),
}

test.each([
  { what: 'a prompt for a cloud agent', path: '/v1/agents' },
  { what: 'an agent call nobody can name', path: '/agent.v1.AgentService/RunPoll' },
])('$what is sent once what was recorded of it is kept', async ({ path }) => {
  const text = 'agents: { cloud: allow }\ncursor: { unknown_calls: allow }\n'
  const { slow, calls, lanes, seal } = await openSlowly(text)
  const answer = exchange(handlerOf(lanes), path, createAgent)
  await slow.asked
  expect(calls).toEqual([])
  slow.settle()
  expect((await answer).status).toBe(200)
  expect(calls.map((call) => call.path)).toContain(path)
  await seal({})
})

test('where the record must be kept and is lost, the prompt is not sent', async () => {
  const text = `agents: { cloud: allow }\n${required}`
  const { slow, calls, lanes, session, seal } = await openSlowly(text)
  const answer = exchange(handlerOf(lanes), '/v1/agents', createAgent)
  slow.lose()
  expect((await answer).status).toBe(403)
  expect(calls).toEqual([])
  expect(session.endedBy).toBe('guard')
  expect(await seal({})).toMatchObject({ coverage: { state: 'partial' } })
})

test('a released hold is recorded before it has any effect', async () => {
  const { slow, session, seal } = await openSlowly('')
  const decision = { verdict: 'hold', effective: 'hold', rules: [] } as const
  const question = { subject: { kind: 'tool' as const }, decision, title: 'x', detail: 'x' }
  const outcomes: string[] = []
  const held = session
    .hold(question, {}, 1_000, new AbortController().signal)
    .then((answer) => outcomes.push(answer.outcome))
  await slow.asked
  expect(outcomes).toEqual([])
  slow.settle()
  await held
  expect(outcomes).toEqual(['approved'])
  await seal({})
})

test('a push is handed to the forge once its verdicts are kept', async () => {
  const slow = slowSink()
  await using forge = await startGuardedForge({ sink: slow.sink })
  const folder = await forge.clone()
  const commit = await forge.commit(folder, { 'a.txt': 'a\n' })
  const before = await forge.upstream.refs(home)
  const pushing = forge.git(folder, 'push', 'origin', 'main')
  await slow.asked
  expect(await forge.upstream.refs(home)).toEqual(before)
  expect(forge.kinds('note').map(({ text }) => text)).not.toContain('a push is handed to the forge')
  slow.settle()
  expect(await pushing).toMatchObject({ code: 0 })
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': commit })
})

test('where the record must be kept and is lost, the push does not reach the forge', async () => {
  const slow = slowSink()
  await using forge = await startGuardedForge({
    sink: slow.sink,
    policy: `version: 1\n${required}`,
  })
  const folder = await forge.clone()
  await forge.commit(folder, { 'a.txt': 'a\n' })
  const before = await forge.upstream.refs(home)
  slow.lose()
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed.code).not.toBe(0)
  expect(pushed.stderr).toContain('the session has ended')
  expect(await forge.upstream.refs(home)).toEqual(before)
})
