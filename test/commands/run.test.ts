import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { lengthDelimited, stringField } from '../../src/core/cursor/protobuf-write.ts'
import { cannotChange } from '../../src/core/secrets/round-trip.ts'
import type { ExecOutcome, Turn } from '../support/cursor-service/service.ts'
import type { GuardedRun, GuardedRunOptions } from '../support/guarded-run.ts'
import { useGuardedRuns } from '../support/guarded-runs.ts'
import { until } from '../support/until.ts'

// Assembled, so that scanners of this repository stay quiet.
const awsKey = `AKIA${'Q3EGRPXTWN5LZVYB'}`
const githubToken = `ghp_${createHash('sha256').update('run.test').digest('hex').slice(0, 36)}`

const runGuarded = useGuardedRuns()
async function guarded(options: GuardedRunOptions): Promise<GuardedRun> {
  const run = await runGuarded(options)
  expect(run.service.scriptErrors).toEqual([])
  return run
}

const resultOf = (run: GuardedRun) => run.printed.findLast(({ event }) => event === 'result')
const transports = [
  { transport: 'HTTP/1.1', http2Config: 3 as const },
  { transport: 'h2', http2Config: 4 as const },
]

test.each(transports)('over $transport the official client works as before', async (config) => {
  const outcomes: ExecOutcome[] = []
  const run = await guarded({
    ...config,
    files: { 'a.txt': 'one\n', 'old.txt': 'old\n' },
    prompts: ['First', 'Second'],
    async script(turn: Turn) {
      if (turn.index === 1) return turn.say('Again.')
      await turn.think('Let me ', 'see.')
      await turn.say('Hello, ', 'wor', 'ld.')
      outcomes.push(await turn.shell('cat a.txt && echo err >&2 && exit 3'))
      outcomes.push(await turn.write('b.txt', 'two\n'))
      outcomes.push(await turn.read('a.txt'))
      outcomes.push(await turn.delete('old.txt'))
      outcomes.push(await turn.piBash('echo pi'))
    },
  })
  expect(run.code).toBe(0)
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    'failure',
    'success',
    'success',
    'success',
    'success',
  ])
  expect(outcomes[0]).toMatchObject({ stdout: 'one\n', stderr: 'err\n', exitCode: 3 })
  expect(outcomes[2]?.text).toBe('one\n')
  expect(await run.file('b.txt')).toBe('two\n')
  expect(await run.file('old.txt')).toBeUndefined()
  expect(run.service.record.runs.map(({ transport }) => transport)).toEqual(
    config.http2Config === 4 ? ['http2', 'http2'] : ['sse', 'sse'],
  )
  const results = run.printed.filter(({ event }) => event === 'result')
  expect(results.map(({ result }) => result)).toEqual([
    expect.stringContaining('Hello, world.'),
    'Again.',
  ])
  expect(run.kinds('prompt').map((entry) => 'text' in entry && entry.text)).toEqual([
    'First',
    'Second',
  ])
  expect(run.kinds('thinking')).toMatchObject([{ text: 'Let me see.' }])
  expect(run.kinds('response')).toMatchObject([{ text: 'Hello, world.' }, { text: 'Again.' }])
  expect(run.kinds('tool-call').map((entry) => 'tool' in entry && entry.tool)).toEqual([
    'shell',
    'write',
    'read',
    'delete',
    'shell',
  ])
  expect(run.kinds('seal')).toMatchObject([{ coverage: { state: 'complete' }, exitCode: 0 }])
  // The client goes on without its telemetry.
  const telemetry = '/aiserver.v1.AnalyticsService/TrackEvents'
  expect(run.service.record.callsTo(telemetry)).toEqual([])
  expect(run.kinds('note')).toContainEqual(
    expect.objectContaining({
      text: 'a call that an agent does not need was refused',
      path: telemetry,
    }),
  )
})

test.each(transports)(
  'over $transport no credential reaches the child, the service sees only its own',
  async (config) => {
    let environment = ''
    const run = await guarded({
      ...config,
      env: { GITHUB_TOKEN: githubToken, SECRET_OF_THE_JOB: 'not for the agent' },
      async script(turn) {
        environment = (await turn.shell('env; cat /proc/self/environ | tr "\\0" "\\n"')).stdout
      },
    })
    expect(environment).toContain('CURSOR_BACKEND_URL=http://127.0.0.2:')
    expect(environment).not.toContain('NODE_TLS_REJECT_UNAUTHORIZED')
    for (const held of [
      run.service.apiKey,
      githubToken,
      'SECRET_OF_THE_JOB',
      ...run.service.accessTokens,
    ]) {
      expect(environment).not.toContain(held)
      expect(await run.recorded()).not.toContain(held)
      expect(run.stderr).not.toContain(held)
    }
    const bearers = new Set(
      run.service.record.calls.map(({ headers }) => headers.authorization?.replace('Bearer ', '')),
    )
    expect([...bearers].toSorted()).toEqual(
      [run.service.apiKey, ...run.service.accessTokens].toSorted(),
    )
  },
)

test.each(transports)('over $transport a secret is masked wherever it is cut', async (config) => {
  const [head, tail] = [awsKey.slice(0, 8), awsKey.slice(8)]
  const outcomes: ExecOutcome[] = []
  const run = await guarded({
    ...config,
    files: { 'secret.txt': `key = ${awsKey}\n` },
    prompts: [`Use ${githubToken} please`],
    async script(turn) {
      await turn.say('The key: ', head, tail, ' and ', ...awsKey, '.\n')
      await turn.think('It is ', head, tail, ' I think')
      outcomes.push(await turn.write('config.txt', `key: ${awsKey}\n`))
      outcomes.push(await turn.read('secret.txt'))
      outcomes.push(
        await turn.shell('cat secret.txt; printf AKIA; sleep 0.2; echo Q3EGRPXTWN5LZVYB'),
      )
    },
  })
  const marker = /\*\*\*aws-access-key-id:[0-9a-f]+\*\*\*/
  expect(await run.file('config.txt')).toMatch(/^key: \*\*\*aws-access-key-id:[0-9a-f]+\*\*\*\n$/)
  expect(outcomes[1]?.text).toMatch(marker)
  expect(outcomes[2]?.stdout.match(new RegExp(marker, 'g'))).toHaveLength(2)
  expect(resultOf(run)?.result).toMatch(marker)
  const received = run.service.record.everything()
  for (const secret of [awsKey, githubToken]) {
    expect(received.includes(secret)).toBe(false)
    expect(received.includes(Buffer.from(secret).toString('hex'))).toBe(false)
    expect(await run.recorded()).not.toContain(secret)
    expect(run.stdout).not.toContain(secret)
  }
})

const denyTools = `
version: 1
rules:
  - name: no destructive commands
    when: { tool: shell, command: ["terraform destroy"] }
    then: deny
    reason: Destructive commands need a person.
  - name: keep out
    when: { tool: [write, edit, delete, read], path: ["secret/**"] }
    then: deny
    reason: That folder is not for agents.
  - name: no servers
    when: { tool: [mcp, fetch] }
    then: deny
    reason: Stay here.
`
test.each(transports)(
  'over $transport what policy denies never reaches the client',
  async (config) => {
    const outcomes: Record<string, ExecOutcome> = {}
    const run = await guarded({
      ...config,
      policy: denyTools,
      files: { 'secret/a.txt': 'x\n' },
      async script(turn) {
        outcomes.shell = await turn.shell('cd . && terraform destroy -auto-approve; touch ran')
        outcomes.background = await turn.background('terraform destroy; touch ran')
        outcomes.piBash = await turn.piBash('terraform destroy; touch ran')
        outcomes.oldShell = await turn.exec(2, stringField(1, 'terraform destroy; touch ran'))
        outcomes.swe = await turn.exec(52, stringField(1, 'terraform destroy; touch ran'))
        outcomes.write = await turn.write('secret/b.txt', 'x')
        outcomes.piWrite = await turn.exec(48, stringField(1, 'secret/b.txt'), stringField(2, 'x'))
        outcomes.edit = await turn.edit('secret/a.txt', [{ before: 'x', after: 'y' }])
        outcomes.delete = await turn.delete('secret/a.txt')
        outcomes.read = await turn.read('secret/a.txt')
        outcomes.mcp = await turn.mcp('github', 'create_issue', { title: 'x' })
        outcomes.fetch = await turn.fetch('https://example.com/')
        outcomes.unknown = await turn.exec(99, stringField(1, 'anything'))
        await turn.say('Still here.')
      },
    })
    const texts = Object.fromEntries(
      Object.entries(outcomes).map(([name, { text }]) => [name, text]),
    )
    for (const name of ['shell', 'background', 'piBash', 'oldShell', 'swe']) {
      expect(texts[name]).toContain('cursor-guard: Destructive commands need a person.')
    }
    for (const name of ['write', 'piWrite', 'edit', 'delete', 'read']) {
      expect(texts[name]).toContain('cursor-guard: That folder is not for agents.')
    }
    for (const name of ['mcp', 'fetch']) expect(texts[name]).toContain('cursor-guard: Stay here.')
    expect(texts.unknown).toContain('cursor-guard: ')
    expect(await run.file('ran')).toBeUndefined()
    expect(await run.file('secret/a.txt')).toBe('x\n')
    expect(await run.file('secret/b.txt')).toBeUndefined()
    expect(run.code).toBe(0)
    expect(resultOf(run)).toMatchObject({ status: 'finished', result: 'Still here.' })
    expect(
      run.kinds('verdict').filter((entry) => 'effective' in entry && entry.effective === 'deny'),
    ).toHaveLength(13)
    expect(run.kinds('seal')).toMatchObject([{ coverage: { state: 'partial' } }])
  },
)

test('a link in the workspace leads past no rule about paths', async () => {
  const outcomes: Record<string, ExecOutcome> = {}
  const run = await guarded({
    policy: denyTools,
    files: { 'secret/a.txt': 'x\n', 'docs/b.txt': 'y\n' },
    async script(turn) {
      await turn.shell(
        'ln -s ../secret/a.txt docs/a.txt; ln -s secret open; ln -s b.txt docs/c.txt',
      )
      outcomes.read = await turn.read('docs/a.txt')
      outcomes.edit = await turn.edit('docs/a.txt', [{ before: 'x', after: 'y' }])
      outcomes.write = await turn.write('open/new.txt', 'z')
      outcomes.delete = await turn.delete('open/a.txt')
      outcomes.harmless = await turn.read('docs/c.txt')
    },
  })
  for (const name of ['read', 'edit', 'write', 'delete']) {
    expect(outcomes[name]?.text).toContain('cursor-guard: That folder is not for agents.')
  }
  expect(outcomes.harmless).toMatchObject({ outcome: 'success', text: 'y\n' })
  expect(await run.file('secret/a.txt')).toBe('x\n')
  expect(await run.file('secret/new.txt')).toBeUndefined()
  expect(
    run.kinds('tool-call').map((entry) => entry.kind === 'tool-call' && entry.subject),
  ).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: 'docs/a.txt', leadsTo: 'secret/a.txt' }),
      expect.objectContaining({ path: 'docs/c.txt', leadsTo: 'docs/b.txt' }),
    ]),
  )
})

test('an edit of the environment of a process is refused like one of a file that is not there', async () => {
  const outcomes: ExecOutcome[] = []
  const run = await guarded({
    files: { '.git/HEAD': 'ref: refs/heads/main\n' },
    env: { HINT: 'Hq7x' },
    apiKey: ['key', 'Hq7xAABBCCDDEEFF00112233'].join('_'),
    async script(turn) {
      for (const path of ['/proc/self/environ', '/etc/none', '/etc/hostname', '/dev/zero']) {
        for (const before of ['Hq7x', 'PATH', 'not there', '\n']) {
          outcomes.push(await turn.edit(path, [{ before, after: 'x' }]))
        }
      }
    },
  })
  const key = run.service.apiKey
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(outcomes.map(() => 'rejected'))
  expect([...new Set(outcomes.map(({ text }) => text))]).toEqual([`cursor-guard: ${cannotChange}`])
  expect(await run.recorded()).not.toContain(key)
})

const holdTools = `
version: 1
rules:
  - name: deploys
    when: { tool: shell, command: ["./deploy.sh", "echo deploy"] }
    then: hold
    reason: Deploys need a person.
approval: { wait: 3m }
`
test('a held call that is denied, or that nobody decides, tells the agent why', async () => {
  const outcomes: ExecOutcome[] = []
  const run = await guarded({
    policy: holdTools,
    async script(turn) {
      outcomes.push(await turn.shell('echo deploy 1', { timeout: 0 }))
      // 15 s of the call's own time are kept: 2 s are left to wait.
      outcomes.push(await turn.shell('echo deploy 2', { timeout: 17_000 }))
    },
    async onReady({ cursorGuard }) {
      for (;;) {
        const { stdout } = await cursorGuard('approvals', 'list', '--json')
        if (stdout === '') continue
        await cursorGuard('approvals', 'deny', JSON.parse(stdout).id, '--reason', 'not today')
        return
      }
    },
  })
  expect(outcomes[0]).toMatchObject({
    outcome: 'rejected',
    text: expect.stringContaining('denied it: not today'),
  })
  expect(outcomes[1]).toMatchObject({
    outcome: 'rejected',
    text: expect.stringContaining('Nobody decided within 2s'),
  })
  expect(run.code).toBe(0)
})

test('what a person writes about a request is masked like everything else', async () => {
  let outcome: ExecOutcome | undefined
  const run = await guarded({
    policy: holdTools,
    async script(turn) {
      outcome = await turn.shell('echo deploy 1', { timeout: 0 })
    },
    async onReady({ cursorGuard, service }) {
      for (;;) {
        const { stdout } = await cursorGuard('approvals', 'list', '--json')
        if (stdout === '') continue
        const reason = `not with ${awsKey} and ${service.apiKey}`
        await cursorGuard('approvals', 'deny', JSON.parse(stdout).id, '--reason', reason)
        return
      }
    },
  })
  expect(outcome?.text).toContain('denied it: not with ***')
  for (const secret of [awsKey, run.service.apiKey]) {
    expect(outcome?.text).not.toContain(secret)
    expect(await run.recorded()).not.toContain(secret)
    expect(run.stderr).not.toContain(secret)
  }
})

test('a request nobody answered is a violation, and does not outlive its session', async () => {
  let left = ''
  const run = await guarded({
    policy: holdTools.replace('3m', '1s'),
    options: ['--json'],
    async script(turn) {
      await turn.shell('echo deploy', { timeout: 0 })
    },
    async onReady({ guard, cursorGuard }) {
      await new Promise((done) => guard.once('close', done))
      left = (await cursorGuard('approvals', 'list')).stdout
    },
  })
  const summary = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '')
  expect(summary).toMatchObject({ verdict: 'violations', totals: { held: 1, approved: 0 } })
  await until(() => left !== '')
  expect(left).toBe('Nothing waits for approval.\n')
})

test('a prompt that policy denies never reaches the service, and the client hears why', async () => {
  const run = await guarded({
    policy: `
version: 1
rules:
  - name: no production talk
    when: { prompt: { text: ["*production*"] } }
    then: deny
    reason: Do not talk about production.
`,
    prompts: ['Look at the production database'],
    async script(turn) {
      await turn.say('unreachable')
    },
  })
  expect(resultOf(run)).toMatchObject({ status: 'error' })
  expect(JSON.stringify(resultOf(run))).toContain('Do not talk about production.')
  expect(run.service.record.runs).toEqual([])
  expect(run.service.record.everything().includes('production database')).toBe(false)
  expect(run.code).toBe(1)
})

test('in audit everything passes, and the record says what would have happened', async () => {
  let outcome: ExecOutcome | undefined
  const run = await guarded({
    policy: denyTools.replace('version: 1', 'version: 1\nenforcement: audit'),
    async script(turn) {
      outcome = await turn.shell('true || terraform destroy')
    },
  })
  expect(outcome?.outcome).toBe('success')
  expect(run.kinds('verdict')).toMatchObject([{ verdict: 'deny', effective: 'allow' }])
})

test.each(transports)(
  'over $transport a masked value comes back to its place and nowhere else',
  async (config) => {
    const original = `host: db.internal\nkey: ${awsKey}\nport: 5432\n`
    const outcomes: Record<string, ExecOutcome> = {}
    const run = await guarded({
      ...config,
      files: { 'app.yml': original, 'edit.yml': original, 'other.yml': 'key: none\n' },
      async script(turn) {
        const { text } = await turn.read('app.yml')
        outcomes.write = await turn.write('app.yml', text.replace('5432', '6432'))
        await turn.read('edit.yml')
        outcomes.edit = await turn.edit('edit.yml', [{ before: 'port: 5432', after: 'port: 6432' }])
        const line = text.split('\n')[1] ?? ''
        outcomes.aroundIt = await turn.edit('edit.yml', [
          { before: `host: db.internal\n${line}`, after: `host: db2.internal\n${line}` },
        ])
        outcomes.moved = await turn.write('app.yml', `${line}\n${text}`)
        outcomes.otherFile = await turn.write('other.yml', text)
        outcomes.newFile = await turn.write('new.yml', text)
        outcomes.command = await turn.shell(`echo '${text}' > new.yml`)
        outcomes.mcp = await turn.mcp('github', 'comment', { body: text })
        outcomes.part = await turn.edit('edit.yml', [
          { before: line.slice(0, 20), after: 'key: x' },
        ])
        outcomes.guess = await turn.edit('edit.yml', [{ before: awsKey.slice(0, 10), after: 'x' }])
      },
    })
    const texts = Object.fromEntries(
      Object.entries(outcomes).map(([name, { outcome }]) => [name, outcome]),
    )
    expect(texts).toMatchObject({
      write: 'success',
      edit: 'success',
      aroundIt: 'success',
      otherFile: 'rejected',
      newFile: 'rejected',
      command: 'rejected',
      mcp: 'rejected',
      part: 'rejected',
      guess: 'rejected',
    })
    expect(await run.file('app.yml')).toBe(original.replace('5432', '6432'))
    expect(await run.file('edit.yml')).toBe(
      original.replace('5432', '6432').replace('db.internal', 'db2.internal'),
    )
    expect(await run.file('other.yml')).toBe('key: none\n')
    expect(await run.file('new.yml')).toBeUndefined()
    expect(run.service.record.everything().includes(awsKey)).toBe(false)
    expect(await run.recorded()).not.toContain(awsKey)
  },
)

test('a command that never speaks to Cursor ends with 70', async () => {
  const run = await guarded({ script: async () => {}, command: () => ['sh', '-c', 'exit 0'] })
  expect(run.code).toBe(70)
  expect(run.stderr).toContain('the agent did not use the guard')
  expect(run.kinds('seal')).toMatchObject([{ exitCode: 70, coverage: { state: 'partial' } }])
})

test('the command’s own exit code is passed on', async () => {
  const run = await guarded({
    script: async (turn) => turn.say('x'),
    agentOptions: ['--model', 'no-such-model'],
  })
  expect(run.code).toBe(1)
})

test.each([
  { limit: 'tool_calls: 1', reached: 'tool calls' },
  { limit: 'tokens: 50', reached: 'tokens' },
])('reaching $limit ends the session with 77', async ({ limit, reached }) => {
  const run = await guarded({
    policy: `version: 1\nlimits: { ${limit} }\n`,
    async script(turn) {
      await turn.shell('echo 1')
      if (reached === 'tokens') return turn.end({ input: 40, output: 20 })
      await turn.shell('echo 2')
    },
  })
  expect(run.code).toBe(77)
  expect(run.stderr).toContain(`${reached} was reached`)
  expect(run.kinds('limit')).toHaveLength(1)
})

test('--json ends standard output with one line that sums the session up', async () => {
  const run = await guarded({ script: async (turn) => turn.say('Hi'), options: ['--json'] })
  const summary = JSON.parse(run.stdout.trimEnd().split('\n').at(-1) ?? '')
  expect(summary).toMatchObject({
    exitCode: 0,
    verdict: 'clean',
    level: 'L0',
    totals: { prompts: 1, denied: 0 },
    sealed: true,
  })
})

test('in CI the head of the chain goes to the log', async () => {
  const run = await guarded({ script: async (turn) => turn.say('Hi'), env: { CI: 'true' } })
  const heads = [...run.stderr.matchAll(/^cursor-guard #(\d+) ([0-9a-f]{64})$/gm)]
  expect(heads).toHaveLength(2)
  expect(Number(heads.at(-1)?.[1])).toBe(run.entries.at(-1)?.seq)
})

test('an approval is about one exact action: another content for the same file asks again', async () => {
  const outcomes: ExecOutcome[] = []
  const approved = Promise.withResolvers<void>()
  const run = await guarded({
    policy: `
version: 1
rules: [{ name: config, when: { tool: write, path: ["**/config.yml", config.yml] }, then: hold, reason: Config is reviewed. }]
approval: { wait: 2s }
`,
    async script(turn) {
      outcomes.push(await turn.write('config.yml', 'good: true\n'))
      await approved.promise
      outcomes.push(await turn.write('config.yml', 'good: false\n'))
      outcomes.push(await turn.write('config.yml', 'good: true\n'))
    },
    async onReady({ cursorGuard, stderr }) {
      await until(() => /request [0-9a-f]{10}: nobody decided in time/.test(stderr()))
      const { stdout } = await cursorGuard('approvals', 'list', '--json')
      await cursorGuard('approvals', 'approve', JSON.parse(stdout).id)
      approved.resolve()
    },
  })
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'success'])
  expect(await run.file('config.yml')).toBe('good: true\n')
})

test('a held call that the service takes back is withdrawn, and never runs', async () => {
  const asked = Promise.withResolvers<void>()
  const run = await guarded({
    policy: holdTools,
    async onReady({ stderr }) {
      await until(() => stderr().includes('approvals approve'))
      asked.resolve()
    },
    async script(turn) {
      const { abort } = await turn.startExec(14, stringField(1, 'echo deploy > ran'))
      await asked.promise
      await abort()
      await turn.say('Never mind.')
    },
  })
  expect(run.kinds('approval')).toMatchObject([{ state: 'asked' }, { state: 'withdrawn' }])
  expect(await run.file('ran')).toBeUndefined()
  expect(run.code).toBe(0)
})

test('a page the service would fetch itself is a fetch like any other', async () => {
  let answer: unknown
  const run = await guarded({
    policy: `
version: 1
rules: [{ name: stay here, when: { tool: fetch, url: ["https://evil.example/*"] }, then: deny, reason: Stay here. }]
`,
    async script(turn) {
      answer = await turn.ask(9, lengthDelimited(1, stringField(1, 'https://evil.example/x')))
    },
  })
  expect(answer).toMatchObject({ type: 'interaction-response', approved: false })
  expect(run.kinds('verdict')).toMatchObject([{ effective: 'deny', rule: 'stay here' }])
})
