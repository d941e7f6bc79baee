import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  openFileRecording,
  readFileRecording,
} from '../../src/adapters/storage/file-recording-store.ts'
import { policyCommand } from '../../src/commands/policy.ts'
import { lengthDelimited, stringField } from '../../src/core/cursor/protobuf-write.ts'
import type { PushedSecret, UpdateFacts, UpdateKind } from '../../src/core/git/ref-update.ts'
import { createBacktest, type Rejudged } from '../../src/core/policy/backtest.ts'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import { readRecording } from '../../src/core/recording/read.ts'
import { createAgentRun } from '../../src/guard/cursor/run/agent-run.ts'
import { createServiceBlobs } from '../../src/guard/cursor/run/service-blobs.ts'
import { gatherFacts, judgePush } from '../../src/guard/git/judge-push.ts'
import { maxRecorded, recordPush } from '../../src/guard/git/record-push.ts'
import type { Quarantine } from '../../src/guard/git-ports.ts'
import { handlerOf } from '../../src/guard/lane.ts'
import { openSession } from '../../src/guard/open-session.ts'
import type { Session } from '../../src/guard/session.ts'
import { bufferIo } from '../commands/buffer-io.ts'
import { turn } from '../support/cursor-run.ts'
import { execRequest, textDelta, turnEnded } from '../support/cursor-service/messages.ts'
import { exchange } from '../support/fake-exchange.ts'
import { bearer, fakeParts } from '../support/session-parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'verdicts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const secret = ['Kx7', 'tokenOfTheJob', '91'].join('-')
const home = 'acme/site'
const main = 'refs/heads/main'

/** Rules that ask for everything an action has, and for what is around it. */
const rulePool = [
  '{ name: prompts, when: { prompt: { text: "*deploy*" } }, then: hold }',
  '{ name: models, when: { prompt: {}, model: mini }, then: deny }',
  `{ name: by value, when: { prompt: { text: "*${secret}*" } }, then: deny }`,
  '{ name: answers, when: { response: { text: "*to production" } }, then: warn }',
  '{ name: model answers, when: { response: {}, model: large }, then: warn }',
  '{ name: commands, when: { command: ["git push", "rm *"] }, then: deny }',
  `{ name: told, when: { command: "echo ${secret}" }, then: deny }`,
  '{ name: mini reads, when: { tool: read, path: "src/**", model: "!large" }, then: hold }',
  '{ name: others, when: { tool: "!shell" }, then: warn }',
  '{ name: large, when: { push: { larger_than: 1M } }, then: hold }',
  '{ name: found, when: { push: { secrets: true }, branch: dev }, then: warn }',
  '{ name: infra, when: { push: { paths: ["infra/**"] } }, then: deny }',
  '{ name: people, when: { push: { authors: ["*@evil.example"] } }, then: deny }',
  '{ name: default, when: { push: { update: rewrite }, branch: "~DEFAULT_BRANCH" }, then: hold }',
  '{ name: elsewhere, when: { push: {}, repository: "!acme/site" }, then: deny }',
  '{ name: by event, when: { tool: shell, runner: { event: push } }, then: warn }',
  '{ name: by place, when: { tool: shell, runner: { environment: prod } }, then: hold }',
  '{ name: clouds, when: { cloud-agent: [follow-up] }, then: deny }',
]
const policies = fc
  .record({
    rules: fc.uniqueArray(fc.constantFrom(...rulePool), { maxLength: 6 }),
    enforcement: fc.constantFrom('enforce', 'audit'),
    push: fc.constantFrom('deny', 'hold', 'warn'),
    cloud: fc.constantFrom('deny', 'hold', 'allow'),
    calls: fc.constantFrom('', 'limits: { tool_calls: 1, reached: hold }\n'),
  })
  .map(
    ({ rules, enforcement, push, cloud, calls }) =>
      `version: 1\nenforcement: ${enforcement}\nsecrets: { push: ${push} }\n` +
      `agents: { cloud: ${cloud} }\nbranches: [{ match: main }]\n${calls}rules: [${rules.join(', ')}]\n`,
  )

type Act =
  | { do: 'prompt'; run: number; texts: string[]; model: string }
  | { do: 'call'; run: number; body: Uint8Array }
  | { do: 'answer'; run: number; pieces: string[] }
  | { do: 'cloud'; path: string; method: string; text: string }
  | {
      do: 'push'
      repository: 'acme/site' | 'acme/other'
      updates: UpdateFacts[]
      bytes: number
      found: string
    }

const word = fc.constantFrom('look', 'deploy now', `use ${secret}`, 'x'.repeat(20_000))
const run = fc.integer({ min: 0, max: 1 })
const people = fc.constantFrom('Ann <ann@site.example>', 'Eve <eve@evil.example>', `<${secret}@x>`)
const paths: fc.Arbitrary<string[] | 'unknown'> = fc.oneof(
  fc.constant('unknown' as const),
  fc.array(fc.constantFrom<string>('a.txt', 'infra/main.tf', `notes/${secret}.md`), {
    maxLength: 3,
  }),
  fc.constant([
    ...Array.from({ length: maxRecorded + 5 }, (_, i) => `many/${i}`),
    'infra/last.tf',
  ] as string[]),
)
const update = fc
  .record({
    ref: fc.constantFrom(main, 'refs/heads/dev', 'refs/heads/topic', 'refs/tags/v1'),
    kind: fc.constantFrom<UpdateKind | 'unknown'>('create', 'fast-forward', 'rewrite', 'unknown'),
    author: people,
    paths,
    symlink: fc.boolean(),
  })
  .map(
    ({ ref, kind, author, paths, symlink }): UpdateFacts => ({
      command: { ref, old: '1'.repeat(40), new: '2'.repeat(40) },
      tip: '1'.repeat(40),
      kind,
      paths:
        paths === 'unknown' ? paths : paths.map((path) => ({ path, mode: '100644', commit: '2' })),
      commits: [{ id: '2', author, committer: author, subject: 's' }],
      warnings: symlink ? [{ code: 'symlink', text: 'a link leads out', effect: 'deny' }] : [],
    }),
  )
const call = fc.oneof(
  fc
    .constantFrom('git push', 'ls', `echo ${secret}`, 'rm -rf build')
    .map((text) => execRequest(1, 14, [stringField(1, text)])),
  fc
    .constantFrom('src/a.ts', `docs/${secret}`)
    .map((path) => execRequest(2, 3, [stringField(1, path), stringField(2, 'text')])),
  fc.constant(execRequest(3, 99, [stringField(1, 'anything')])),
)
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    do: fc.constant('prompt' as const),
    run,
    texts: fc.array(word, { minLength: 1, maxLength: 3 }),
    model: fc.constantFrom('', 'mini', 'large'),
  }),
  fc.record({ do: fc.constant('call' as const), run, body: call }),
  fc.record({
    do: fc.constant('answer' as const),
    run,
    pieces: fc.array(fc.constantFrom('We go ', 'to production', secret), { maxLength: 3 }),
  }),
  fc.record({
    do: fc.constant('cloud' as const),
    path: fc.constantFrom('/v0/agents', '/v0/agents/bc-1/followup', '/v0/agents/bc-1'),
    method: fc.constantFrom('POST', 'GET'),
    text: word,
  }),
  fc.record({
    do: fc.constant('push' as const),
    repository: fc.constantFrom('acme/site' as const, 'acme/other' as const),
    updates: fc.uniqueArray(update, { minLength: 1, maxLength: 3, selector: (u) => u.command.ref }),
    bytes: fc.constantFrom(100, 5_000_000),
    found: fc.constantFrom('none', 'one', 'unknown'),
  }),
)

const found: PushedSecret = {
  rule: 'github-token',
  confidence: 'high',
  fingerprint: 'f1',
  object: '3'.repeat(40),
  where: 'blob',
}

async function push(
  session: Session,
  { repository, updates, bytes, found: what }: Act & { do: 'push' },
) {
  const quarantine = {
    examine: async () => updates,
    secrets: async () => (what === 'unknown' ? what : what === 'one' ? [found] : []),
    packBytes: bytes,
    inflatedBytes: bytes,
  } as Pick<Quarantine, 'examine' | 'secrets' | 'packBytes' | 'inflatedBytes'> as Quarantine
  const commands = updates.map(({ command }) => command)
  const facts = await gatherFacts(session, {
    quarantine,
    commands,
    tips: new Map(),
    common: Promise.resolve([]),
    defaultBranch: Promise.resolve(repository === home ? 'main' : 'dev'),
  })
  const place = { call: 'push-1' }
  const verdicts = judgePush(session, facts, { repository, place })
  recordPush(session, { repository, place, commands, facts, verdicts, outcome: 'accepted' })
}

const promptMessage = ({ texts, model }: Act & { do: 'prompt' }) => {
  const [last = '', ...before] = texts.toReversed()
  const action = lengthDelimited(
    1,
    lengthDelimited(1, stringField(1, last)),
    ...before.toReversed().map((text) => lengthDelimited(4, stringField(1, text))),
  )
  return lengthDelimited(
    1,
    lengthDelimited(2, action),
    ...(model === '' ? [] : [lengthDelimited(9, stringField(1, model))]),
  )
}

let count = 0

/** A real session under a policy, recorded to files, and every verdict its policy gave. */
async function record(policyText: string, acts: readonly Act[]) {
  const directory = join(folder, `recording-${count++}`)
  const recording = openFileRecording(directory)
  const { parts } = fakeParts({
    policy: parsePolicy(Buffer.from(policyText), 'policy.yml'),
    known: [{ name: 'token', value: secret }],
    recording,
  })
  const { session, lanes, seal } = await openSession(parts)
  const judged: string[] = []
  const { judge } = session
  Object.assign(session, {
    judge(...args: Parameters<Session['judge']>) {
      const decision = judge(...args)
      judged.push(`${args[0].kind} ${decision.verdict} ${decision.rule}`)
      return decision
    },
  })
  const runs = [0, 1].map((id) =>
    createAgentRun(session, {
      id: `run-${id}`,
      blobs: createServiceBlobs(),
      changes: {
        locate: async (real) =>
          real.startsWith('src/') ? { real } : { real, leadsTo: 'src/b.ts' },
        concerns: () => false,
        prepare: async () => ({ refused: 'unexpected' }),
      },
      wires: { toClient() {}, toUpstream() {}, begun: true, fail() {} },
      lease: session.memory.open(() => {}),
    }),
  )
  const handler = handlerOf(lanes)
  for (const one of acts) {
    if (one.do === 'push') await push(session, one)
    if (one.do === 'prompt') runs[one.run]?.clientMessage(promptMessage(one))
    if (one.do === 'call') {
      runs[one.run]?.serverMessage(one.body)
      // Where the path leads is looked up first.
      await turn()
    }
    if (one.do === 'answer') {
      for (const piece of one.pieces) runs[one.run]?.serverMessage(textDelta(piece))
      runs[one.run]?.serverMessage(turnEnded({ input: 1 }))
    }
    if (one.do === 'cloud') {
      await exchange(handler, one.path, {
        method: one.method,
        headers: { ...bearer(), 'content-type': 'application/json' },
        body: one.method === 'POST' ? JSON.stringify({ prompt: { text: one.text } }) : '',
      })
    }
  }
  for (const one of runs) one.close()
  await seal({})
  recording.close()
  return { directory, judged }
}

async function replay(directory: string, policyText: string): Promise<Rejudged[]> {
  const { lines, blobs } = readFileRecording(directory)
  const backtest = createBacktest(parsePolicy(Buffer.from(policyText), 'policy.yml'), undefined)
  const settled: Rejudged[] = []
  for await (const { entry, texts } of readRecording(lines(), { blobs, keepBytes: 1 << 20 })) {
    if (entry === undefined || entry.kind === 'unknown') continue
    const { text } = texts
    settled.push(
      ...backtest.take(
        (text === undefined ? entry : { ...entry, text: text.text }) as typeof entry,
      ),
    )
  }
  return [...settled, ...backtest.end()]
}

test('a recording replayed against its own policy gives exactly the recorded verdicts', async () => {
  await fc.assert(
    fc.asyncProperty(policies, fc.array(act, { maxLength: 12 }), async (policyText, acts) => {
      const { directory, judged } = await record(policyText, acts)
      const again = await replay(directory, policyText)
      const text = ({ subject }: Rejudged, told: { verdict: string; rule?: string }) =>
        `${subject.kind} ${told.verdict} ${told.rule}`
      expect(again.map((one) => text(one, one.now)).toSorted()).toEqual(judged.toSorted())
      for (const one of again) expect(text(one, one.now)).toBe(text(one, one.recorded))
      rmSync(directory, { recursive: true })
    }),
    { numRuns: 30 },
  )
}, 60_000)

test('the command finds no change, and names one where the policy has changed', async () => {
  const own =
    'version: 1\nrules: [{ name: big, when: { push: { larger_than: 1M } }, then: hold }]\n'
  const acts = fc.sample(
    act.filter((one) => one.do === 'push' || one.do === 'prompt'),
    { numRuns: 20, seed: 7 },
  )
  const { directory, judged } = await record(own, acts)
  writeFileSync(join(folder, 'own.yml'), own)
  writeFileSync(join(folder, 'other.yml'), own.replace('1M', '10M'))
  const backtest = async (policy: string) => {
    const { io, written } = bufferIo(folder)
    return {
      code: await policyCommand(['backtest', '--policy', policy, directory], io),
      ...written,
    }
  }
  expect(await backtest('own.yml')).toEqual({
    code: 0,
    stderr: '',
    stdout: `${judged.length} actions judged again: ${judged.length} the same, 0 stricter, 0 milder\n`,
  })
  expect(await backtest('other.yml')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('hold (by "big") → allow'),
  })
})
