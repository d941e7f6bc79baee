import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { initCommand } from '../../src/commands/init.ts'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import { evaluate } from '../../src/core/policy/judge/evaluate.ts'
import { facts } from '../core/policy/policy-text.ts'
import { bufferIo } from './buffer-io.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'init-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

async function init(...argv: string[]) {
  const { io, written } = bufferIo(directory)
  const code = await initCommand(argv, io)
  return { code, ...written }
}
const policyFile = () => join(directory, '.github/cursor-guard.yml')
const workflowFile = () => join(directory, '.github/workflows/cursor-guard.yml')

test('a policy is written that its own parser accepts and that refuses nothing yet', async () => {
  expect(await init()).toMatchObject({ code: 0, stderr: '' })
  const policy = parsePolicy(readFileSync(policyFile()), policyFile())
  expect(policy.enforcement).toBe('audit')
  const judge = (command: string) =>
    evaluate(policy, { kind: 'tool', tool: 'shell', command }, facts)
  expect(judge('rm -rf ~')).toMatchObject({ verdict: 'deny', effective: 'allow' })
  expect(judge('npm test')).toMatchObject({ verdict: 'allow' })
})

test('every line that is commented out is valid once it is not', async () => {
  await init()
  const text = readFileSync(policyFile(), 'utf8')
  const examples = text.replace(
    /^( *)# (?=- name: production| {2}when: \{ push| {2}then: hold| {2}approve:|egress:|rules:| {2}- \{ id)/gm,
    '$1',
  )
  const policy = parsePolicy(Buffer.from(examples), 'p')
  expect(policy.rules.some(({ name }) => name.startsWith('production'))).toBe(true)
  expect(policy.secrets.rules).toHaveLength(1)
})

test('the workflow gives the agent neither a token nor a persisted credential', async () => {
  await init()
  const workflow = parse(readFileSync(workflowFile(), 'utf8'))
  expect(workflow.permissions).toEqual({ contents: 'read' })
  const [checkout, client, guard] = workflow.jobs.agent.steps
  expect(checkout.with['persist-credentials']).toBe(false)
  // The client that the command starts is there, and in the path.
  expect(client.run).toMatch(/cursor\.com\/install.*GITHUB_PATH/s)
  expect(guard.with.run).toMatch(/^agent /)
  expect(guard.uses).toBe('OWNER/REPO/action@REF')
  expect(readFileSync(workflowFile(), 'utf8')).toContain('uses: OWNER/REPO/action@REF # TO FILL IN')
  const policy = parsePolicy(readFileSync(policyFile()), policyFile())
  expect(workflow.jobs.agent['timeout-minutes']).toBeGreaterThan(policy.limits.minutes ?? Infinity)
  // The prompt reaches the command as a variable, never as a part of its text.
  expect(guard.with.run).not.toContain('inputs.')
  expect(guard.with.env).toBe('PROMPT')
  const action = parse(readFileSync(new URL('../../action/action.yml', import.meta.url), 'utf8'))
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(guard.with)))
})

test.each(['acme/cursor-guard/action@0123abc', './action', 'acme/guard@v1'])(
  'the workflow uses the action that is named: %s',
  async (action) => {
    const { stdout } = await init('--action', action)
    const [, , guard] = parse(readFileSync(workflowFile(), 'utf8')).jobs.agent.steps
    expect(guard.uses).toBe(action)
    expect(stdout).not.toContain('Fill in')
  },
)

test.each(['acme/guard', 'guard@v1', '../action', 'a/b@v1\n      - run: id', 'a/b@${{ x }}', ''])(
  'an action that is none is refused, and nothing is written: %j',
  async (action) => {
    await expect(init('--action', action)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(readdirSync(directory)).toEqual([])
  },
)

test('editors complete and check the policy with a schema that lies beside it', async () => {
  await init()
  const [line = ''] = readFileSync(policyFile(), 'utf8').split('\n')
  const [, name = ''] = /^# yaml-language-server: \$schema=(.+)$/.exec(line) ?? []
  const schema = JSON.parse(readFileSync(join(directory, '.github', name), 'utf8'))
  const shipped = new URL('../../docs/cursor-guard.schema.json', import.meta.url)
  expect(schema).toEqual(JSON.parse(readFileSync(shipped, 'utf8')))
})

test('below the root of a repository nothing is written, and the root is named', async () => {
  mkdirSync(join(directory, '.git'))
  const sub = join(directory, 'packages/a')
  mkdirSync(sub, { recursive: true })
  await expect(init('--dir', 'packages/a')).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(join(directory, '.github')),
    hint: expect.stringContaining(`init --dir "${directory}"`),
  })
  expect(readdirSync(sub)).toEqual([])
  expect((await init()).code).toBe(0)
})

test('outside of a repository it says that the folder has to become one', async () => {
  expect((await init()).stdout).toContain('git init')
  mkdirSync(join(directory, '.git'))
  expect((await init('--force')).stdout).not.toContain('git init')
})

test('nothing is overwritten, not even half, unless that is asked for', async () => {
  mkdirSync(join(directory, '.github'))
  writeFileSync(policyFile(), 'mine')
  expect(await init()).toEqual({
    code: 1,
    stdout: '',
    stderr: 'cursor-guard init: already there: .github/cursor-guard.yml; --force overwrites\n',
  })
  expect(readFileSync(policyFile(), 'utf8')).toBe('mine')
  expect(() => readFileSync(workflowFile())).toThrow()
  expect((await init('--force')).code).toBe(0)
  expect(readFileSync(policyFile(), 'utf8')).toContain('version: 1')
})

test('another folder can be named, and one that cannot be written is an error', async () => {
  expect((await init('--dir', 'sub/repo')).code).toBe(0)
  expect(readFileSync(join(directory, 'sub/repo/.github/cursor-guard.yml'), 'utf8')).toContain(
    'version: 1',
  )
  writeFileSync(join(directory, 'file'), '')
  await expect(init('--dir', 'file')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

test.each(['.github', '.github/workflows', '.github/cursor-guard.yml'])(
  'attack: %s is a link out of the repository: nothing is written through it, with --force neither',
  async (place) => {
    const outside = join(directory, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'file'), 'of somebody else')
    mkdirSync(join(directory, 'repo', place, '..'), { recursive: true })
    const isFile = place.endsWith('.yml')
    symlinkSync(isFile ? join(outside, 'file') : outside, join(directory, 'repo', place))
    for (const argv of isFile ? [['--force']] : [['--force'], []]) {
      await expect(init('--dir', 'repo', ...argv)).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: `${place} is a link or no ordinary file, so nothing is written`,
      })
    }
    expect(readdirSync(outside)).toEqual(['file'])
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('of somebody else')
  },
)

test('attack: a link that leads nowhere makes no file there', async () => {
  mkdirSync(join(directory, '.github'))
  symlinkSync(join(directory, 'made'), policyFile())
  await expect(init('--force')).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  expect(readdirSync(directory)).toEqual(['.github'])
})

test('attack: a file that is the second name of another one is replaced, not written into', async () => {
  mkdirSync(join(directory, '.github'))
  writeFileSync(join(directory, 'other'), 'of somebody else')
  linkSync(join(directory, 'other'), policyFile())
  expect((await init('--force')).code).toBe(0)
  expect(readFileSync(join(directory, 'other'), 'utf8')).toBe('of somebody else')
  expect(readFileSync(policyFile(), 'utf8')).toContain('version: 1')
  expect(readdirSync(join(directory, '.github'))).toEqual([
    'cursor-guard.schema.json',
    'cursor-guard.yml',
    'workflows',
  ])
})

test('a repository that is itself reached by a link is written', async () => {
  mkdirSync(join(directory, 'real'))
  symlinkSync(join(directory, 'real'), join(directory, 'named'))
  expect((await init('--dir', 'named')).code).toBe(0)
  expect(readdirSync(join(directory, 'real'))).toEqual(['.github'])
})
