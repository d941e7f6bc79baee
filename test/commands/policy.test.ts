import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { policyCommand } from '../../src/commands/policy.ts'
import { recordSession } from '../support/recorded-session.ts'
import { bufferIo } from './buffer-io.ts'

const policyText = `version: 1
branches: [{ match: main }]
rules:
  - { name: no helm, when: { command: helm }, then: deny, reason: Ask the platform team. }
  - { name: nightly pushes, when: { push: {}, runner: { workflow: "!nightly.yml" } }, then: hold }
cases: [cases.yml]
`
const casesText = `facts: { defaultBranch: main, runner: { workflow: nightly.yml } }
cases:
  - name: helm is refused
    subject: { kind: tool, tool: shell, command: helm upgrade }
    expect: deny
    rule: no helm
  - name: the nightly workflow pushes
    subject: { kind: push, ref: refs/heads/dev, update: create, paths: [a] }
    expect: allow
  - name: other workflows ask
    subject: { kind: push, ref: refs/heads/dev, update: create, paths: [a] }
    facts: { runner: { workflow: ci.yml } }
    expect: hold
`
const organisationText = `version: 1
approval: { wait: 1m }
floor:
  agents: { cloud: deny }
  rules: [{ name: no kubectl, when: { command: kubectl delete }, then: deny }]
`

let directory = ''
const put = (name: string, text: string | Uint8Array) => writeFileSync(join(directory, name), text)
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'policy-'))
  put('policy.yml', policyText)
  put('cases.yml', casesText)
  put('organisation.yml', organisationText)
  put('broken.yml', 'version: 1\nrule: []\nlimits: { minutes: 0 }\n')
  put('big.yml', new Uint8Array(5_000_000).fill(0x23))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function policy(...argv: string[]) {
  const { io, written } = bufferIo(directory)
  return { code: await policyCommand(argv, io), ...written }
}

test('check says that a file is valid and what it says', async () => {
  const { code, stdout, stderr } = await policy('check', 'policy.yml')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^policy\.yml: valid\n/)
  expect(stdout).toContain('deny  no helm')
})

test('check prints a broken file as one line a mistake, and 1', async () => {
  expect(await policy('check', 'broken.yml')).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'broken.yml:2:1: rule: unknown key; did you mean "rules"?\n' +
      'broken.yml:3:20: limits.minutes: expected a whole number from 1 to 10080\n',
  })
})

test('check refuses what nothing carries out yet, and names what sessions leave to others', async () => {
  put('later.yml', 'version: 1\nrules:\n  - { name: x, when: { github: {} }, then: deny }\n')
  expect(await policy('check', 'later.yml')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'later.yml:3:24: rules[0].when.github: not in this version; leave it out\n',
  })
  put('others.yml', 'version: 1\nsecrets: { pushed: warn }\nrecording: { artifact: off }\n')
  const { code, stdout } = await policy('check', 'others.yml')
  expect(code).toBe(0)
  expect(stdout).toContain('note: for the App alone, not for a session: secrets.pushed\n')
  expect(stdout).toContain('note: for the action alone, which uploads: recording.artifact\n')
})

const teams = `version: 1
rules:
  - { name: production, when: { push: {} }, then: hold, approve: { by: { teams: [leads] }, count: 2 } }
  - { name: helm, when: { command: helm }, then: hold }
`
const beyond =
  'rule "production" asks for a member of leads and 2 approvals, which nobody can give on this machine'

test('check and explain say which approvals a session cannot ask for', async () => {
  put('teams.yml', teams)
  const { stdout, code } = await policy('check', 'teams.yml')
  expect(code).toBe(0)
  expect(stdout).toContain(
    `note: in a guarded session refused at once: ${beyond}; leave approve out`,
  )
  expect(stdout).toContain(
    'note: in a CI job holds are refused at once: nobody sits at the machine of a CI job to decide; in .github/cursor-guard.yml set then of rule "production" to deny or allow; then of rule "helm" to deny or allow\n',
  )
  const about = async (subject: string, ...more: string[]) =>
    (await policy('explain', 'teams.yml', '--subject', subject, ...more)).stdout
  const push = '{kind: push, ref: refs/heads/main, update: create, paths: [a]}'
  expect(await about(push)).toContain(`\n  in a guarded session: refused at once: ${beyond}`)
  expect(await about(push)).not.toMatch(/wait/i)
  expect(await about(push, '--markdown')).toContain('in a guarded session: refused at once')
  expect(await about('{kind: tool, tool: shell, command: helm}')).toContain(
    '\n  in a guarded session: waits for the operator of the machine; in a CI job, where there is none, refused at once\n',
  )
  expect(await about('{kind: prompt, text: x}')).not.toContain('in a guarded session')
})

test('explain says where nothing judges a subject yet', async () => {
  const about = (subject: string) => policy('explain', 'policy.yml', '--subject', subject)
  expect((await about('{kind: github, verb: GET, path: /user}')).stderr).toBe(
    'note: nothing judges github in this version\n',
  )
  expect((await about('{kind: prompt, text: x}')).stderr).toBe('')
})

test('check --json gives the policy with its digest', async () => {
  const { stdout } = await policy('check', 'policy.yml', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    valid: true,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    policy: { version: 1 },
  })
})

test('check shows what the organisation adds and where the repository is looser', async () => {
  const { code, stdout } = await policy('check', 'policy.yml', '--organisation', 'organisation.yml')
  expect(code).toBe(0)
  expect(stdout).toContain('deny  no kubectl (floor)')
  expect(stdout).toContain('approval    waits 1m')
  put('loose.yml', 'version: 1\nagents: { cloud: allow }\n')
  expect(
    (await policy('check', 'loose.yml', '--organisation', 'organisation.yml')).stdout,
  ).toContain("note: agents.cloud: allow is looser than the organisation's floor, so deny stands\n")
})

test('check remarks on patterns that miss what they mean, each at its place', async () => {
  const repository = join(directory, 'repository')
  const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args])
  mkdirSync(join(repository, '.github'), { recursive: true })
  mkdirSync(join(repository, 'config'))
  writeFileSync(join(repository, 'config/.env.local'), '')
  const rule = (paths: string) => `rules:
  - name: settings
    when: { tool: write, path: ${paths} }
    then: deny
`
  const check = (text: string) => {
    writeFileSync(join(repository, '.github/cursor-guard.yml'), `version: 1\n${text}`)
    return policy('check', 'repository/.github/cursor-guard.yml')
  }
  git('init', '-q', '-b', 'main')
  expect((await check(rule('"deploy/**"'))).stdout).toContain(
    'note: patterns were not held against a repository: nothing is committed there yet\n',
  )
  git('add', 'config')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'First')
  const { code, stdout } = await check(rule('[".env*", "deploy/**"]'))
  expect(code).toBe(0)
  expect(stdout).toContain(
    'note: repository/.github/cursor-guard.yml:4:33: rules[0].when.path[0]: ".env*" is about the root of the repository alone; for any folder write "**/.env*" (here 1 file instead of 0)\n',
  )
  expect(stdout).toContain(
    'note: repository/.github/cursor-guard.yml:4:42: rules[0].when.path[1]: "deploy/**" matches no file of this repository\n',
  )
  expect((await check(rule('"**/.env*"'))).stdout).not.toContain('note:')
  expect((await policy('check', 'policy.yml')).stdout).toContain(
    'note: patterns were not held against a repository: ',
  )
})

test('the file of an organisation is checked on its own', async () => {
  expect(await policy('check', '--organisation', 'organisation.yml')).toMatchObject({ code: 0 })
  expect(await policy('check', 'organisation.yml')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('4:3: floor'),
  })
})

test.each<[string, string[], string]>([
  ['no action', [], 'expected policy check'],
  ['an unknown action', ['frob'], 'expected policy check'],
  ['no file', ['check'], 'expected policy check FILE'],
  ['two files', ['check', 'a', 'b'], 'expected policy check FILE'],
  ['an unknown option', ['check', '--frob'], "Unknown option '--frob'"],
  ['a missing file', ['check', 'absent.yml'], 'absent.yml: there is no such file'],
  ['a folder', ['check', '.'], 'this is a folder'],
  ['no subject', ['explain', 'policy.yml'], 'expected policy explain FILE --subject JSON'],
  [
    'a subject that is none',
    ['explain', 'policy.yml', '--subject', '{kind: tool, tool: shel}'],
    '--subject:1:20: tool: expected one of "shell"',
  ],
  [
    'a subject of no kind',
    ['explain', 'policy.yml', '--subject', '{kind: x}'],
    '--subject:1:8: kind: expected a kind of action',
  ],
  [
    'a subject that is cut off',
    ['explain', 'policy.yml', '--subject', '{"kind": "tool"'],
    '--subject:1:',
  ],
  [
    'facts that are none',
    ['explain', 'policy.yml', '--subject', '{kind: prompt, text: x}', '--facts', '{actr: x}'],
    '--facts:1:2: actr: unknown key; did you mean "actor"?',
  ],
  ['a broken policy', ['test', 'broken.yml'], 'broken.yml:2:1'],
  [
    'no cases',
    ['test', 'organisation.yml', '--organisation', 'organisation.yml'],
    'only the organisation',
  ],
  ['no recording', ['backtest', '--policy', 'policy.yml'], 'expected policy backtest'],
  ['a recording that is not there', ['backtest', '--policy', 'policy.yml', 'absent'], 'absent'],
])('%s is one clear line and 2', async (_, argv, says) => {
  const { code, stderr, stdout } = await policy(...argv)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(says)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('a file of 5 MB is one clear line', async () => {
  expect(await policy('check', 'big.yml')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'big.yml:1:1: file: the file has more than 262144 bytes, and no policy needs as many\n',
  })
})

test('explain shows verdict, rule, reason and what matched', async () => {
  const subject = '{"kind":"tool","tool":"shell","command":"cd x && helm upgrade"}'
  const { code, stdout } = await policy('explain', 'policy.yml', '--subject', subject)
  expect(code).toBe(0)
  expect(stdout).toContain('cursor-guard: refused by "no helm": Ask the platform team.')
  expect(stdout).toContain('when.command: cd x && helm upgrade matches helm')
  const asJson = await policy('explain', 'policy.yml', '--subject', subject, '--json')
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    verdict: 'deny',
    rule: 'no helm',
    rules: expect.any(Array),
  })
  expect(
    (await policy('explain', 'policy.yml', '--subject', subject, '--markdown')).stdout,
  ).toContain('| no helm |')
})

test('explain takes what facts leave out as the stricter case', async () => {
  const subject = '{kind: push, ref: refs/heads/dev, update: create, paths: [a]}'
  put('subject.json', subject)
  expect((await policy('explain', 'policy.yml', '--subject', '@subject.json')).stdout).toContain(
    'held for approval',
  )
  const known = await policy(
    'explain',
    'policy.yml',
    '--subject',
    subject,
    '--facts',
    '{runner: {workflow: nightly.yml}}',
  )
  expect(known.stdout).toMatch(/^cursor-guard: allowed\n/)
})

test('test runs the cases that the policy names', async () => {
  expect(await policy('test', 'policy.yml')).toEqual({
    code: 0,
    stdout: '3 passed, 0 failed\n',
    stderr: '',
  })
})

test('test shows a case that is decided differently, and ends with 1', async () => {
  put(
    'wrong.yml',
    'cases: [{ name: helm passes, subject: { kind: tool, tool: shell, command: helm }, expect: allow, rule: other }]',
  )
  const { code, stdout } = await policy('test', 'policy.yml', 'cases.yml', 'wrong.yml')
  expect(code).toBe(1)
  expect(stdout).toContain(
    'FAILED wrong.yml: helm passes\n  expected allow, the policy says deny\n  expected the rule "other", decided by "no helm"\n',
  )
  expect(stdout).toContain('+ no helm: deny')
  expect(stdout).toMatch(/3 passed, 1 failed\n$/)
})

test('a broken case file is told about in place', async () => {
  put(
    'bad-cases.yml',
    'cases:\n  - { name: x, subject: { kind: egress, host: a, port: 0 }, expect: maybe }\n',
  )
  const { code, stderr } = await policy('test', 'policy.yml', 'bad-cases.yml')
  expect(code).toBe(2)
  expect(stderr).toContain('bad-cases.yml:2:56: cases[0].subject.port:')
  expect(stderr).toContain('cases[0].expect: expected one of "allow"')
})

test('backtest shows what a recorded session would have met, and ends with 1', async () => {
  const call = (id: string, command: string) =>
    [
      { kind: 'tool-call', run: 'r', call: id, tool: 'shell', subject: { tool: 'shell', command } },
      {
        kind: 'verdict',
        subject: 'tool',
        verdict: id === '2' ? 'deny' : 'allow',
        effective: 'allow',
        run: 'r',
        call: id,
      },
    ] as const
  const recording = recordSession(directory, [
    ...call('1', 'helm upgrade'),
    ...call('2', 'kubectl get pods'),
    ...call('3', 'ls'),
    // Too long for its line: it is read from its blob.
    { kind: 'prompt', run: 'r', text: `${'long '.repeat(20_000)}` },
  ])
  const { code, stdout, stderr } = await policy('backtest', '--policy', 'policy.yml', recording)
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toContain('tool: shell helm upgrade\n    allow → deny\n    by "no helm"\n')
  expect(stdout).toContain('tool: shell kubectl get pods\n    deny → allow\n')
  expect(stdout).toMatch(/4 actions judged again: 2 the same, 1 stricter, 1 milder\n$/)
  const json = await policy('backtest', '--policy', 'policy.yml', recording, '--json')
  expect(
    json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).now.verdict),
  ).toEqual(['deny', 'allow'])
  put('same.yml', 'version: 1\nrules: [{ name: x, when: { command: kubectl }, then: deny }]\n')
  expect((await policy('backtest', '--policy', 'same.yml', recording)).code).toBe(0)
})
