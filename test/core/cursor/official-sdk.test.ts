import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { stringField } from '../../../src/core/cursor/protobuf-write.ts'
import { type ClientResult, runClient } from '../../support/clients/run-client.ts'
import {
  type CursorService,
  type ExecOutcome,
  startCursorService,
} from '../../support/cursor-service/service.ts'

/**
 * The official client is the judge of our reading of the wire: it must run what the stand-in asks
 * and its answers must decode.
 */
describe.each([
  { transport: 'sse' as const, http2Config: 3 as const, host: '127.0.0.2' },
  { transport: 'http2' as const, http2Config: 4 as const, host: '127.0.0.2' },
])('the official SDK over $transport', ({ transport, http2Config, host }) => {
  const outcomes: Record<string, ExecOutcome> = {}
  let service: CursorService
  let workspace: string
  let result: ClientResult

  beforeAll(async () => {
    service = await startCursorService({
      host,
      http2Config,
      coding: 'gzip',
      async script(turn) {
        if (turn.index > 0) return turn.say('second ', 'turn')
        await turn.think('let me ', 'see')
        await turn.say('Hel', 'lo ')
        await turn.compressed(Buffer.from('0a0a0a080a06776f726c6421', 'hex'))
        outcomes.shell = await turn.shell('echo out; echo err >&2; exit 3')
        outcomes.write = await turn.write('a.txt', 'one\n')
        outcomes.edit = await turn.edit('a.txt', [{ before: 'one', after: 'two' }])
        outcomes.read = await turn.read('a.txt')
        outcomes.piBash = await turn.piBash('echo pi')
        outcomes.background = await turn.background('true')
        outcomes.delete = await turn.delete('a.txt')
        outcomes.list = await turn.exec(8, stringField(1, '.'))
        outcomes.unknown = await turn.exec(99)
        await turn.write('kept.txt', 'kept\n')
        await turn.say('done')
        await turn.end({ input: 11, output: 7 })
      },
    })
    workspace = await mkdtemp(join(tmpdir(), 'sdk-workspace-'))
    result = await runClient('sdk', ['--cwd', workspace, 'first prompt', 'and then'], {
      cwd: workspace,
      env: { CURSOR_API_KEY: service.apiKey, CURSOR_BACKEND_URL: service.url },
    })
  })

  afterAll(async () => {
    await service.close()
    await rm(workspace, { recursive: true, force: true })
  })

  test('finishes both turns', () => {
    const results = result.lines.filter(({ event }) => event === 'result')
    expect(results).toMatchObject([
      { status: 'finished', result: 'done', usage: { inputTokens: 11, outputTokens: 7 } },
      { status: 'finished', result: 'second turn' },
    ])
    expect(result.exitCode).toBe(0)
    expect(service.scriptErrors).toEqual([])
  })

  test('shows text, compressed text and thinking as they were streamed', () => {
    const text = JSON.stringify(result.lines.filter(({ event }) => event === 'assistant'))
    for (const piece of ['Hel', 'lo ', 'world!', 'done', 'second ', 'turn'])
      expect(text).toContain(`"${piece}"`)
    expect(
      result.lines
        .filter(({ event }) => event === 'thinking')
        .map(({ text }) => text)
        .join(''),
    ).toBe('let me see')
  })

  test('sends prompts that are read, in runs of one conversation', () => {
    const { runs } = service.record
    expect(runs).toMatchObject([
      { transport, prompts: ['first prompt'], state: 'ended' },
      { transport, prompts: ['and then'], state: 'ended' },
    ])
    expect(runs[0]?.conversationId).toBe(runs[1]?.conversationId)
  })

  test.each<{ of: string; is: Partial<ExecOutcome> }>([
    { of: 'shell', is: { outcome: 'failure', stdout: 'out\n', stderr: 'err\n', exitCode: 3 } },
    { of: 'write', is: { outcome: 'success', text: 'one\n' } },
    { of: 'edit', is: { outcome: 'success' } },
    { of: 'read', is: { outcome: 'success', text: 'two\n' } },
    { of: 'piBash', is: { outcome: 'success', text: 'pi\n' } },
    { of: 'background', is: { outcome: 'success' } },
    { of: 'list', is: { outcome: 'success' } },
    { of: 'unknown', is: { outcome: 'rejected' } },
  ])('executes $of and answers what we read', ({ of, is }) => {
    expect(outcomes[of]).toMatchObject(is)
  })

  test('tells what a deleted file held', () => {
    expect(outcomes.delete?.events[0]).toMatchObject({
      name: 'delete',
      outcome: 'success',
      before: 'two\n',
    })
  })

  test('leaves the workspace as asked', async () => {
    expect(await readdir(workspace)).toContain('kept.txt')
    expect(await readdir(workspace)).not.toContain('a.txt')
    expect(await readFile(join(workspace, 'kept.txt'), 'utf8')).toBe('kept\n')
  })

  test('sends nothing that we cannot name', () => {
    const types = service.record.messages.map(({ event }) => event.type)
    for (const type of ['run', 'exec-result', 'exec-control', 'shell-output', 'kv'])
      expect(types).toContain(type)
    expect(types).not.toContain('unknown')
    const results = service.record.messages.flatMap(({ event }) =>
      event.type === 'exec-result' ? [event] : [],
    )
    expect(results.filter(({ outcome }) => outcome === 'unknown')).toEqual([])
  })
})
