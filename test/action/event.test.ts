import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { holdCommandFiles } from '../../action/command-files.ts'
import { chooseArtifact, readRepositoryFacts } from '../../action/event.ts'
import { checkPlatform } from '../../action/platform.ts'
import { hasArtifactService } from '../../action/upload.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test.each([
  {
    event: '{"repository":{"private":true,"visibility":"private","default_branch":"trunk"}}',
    visibility: 'private',
    branch: 'trunk',
  },
  {
    event: '{"repository":{"private":true,"visibility":"internal"}}',
    visibility: 'private',
    branch: undefined,
  },
  {
    event: '{"repository":{"private":false,"visibility":"public"}}',
    visibility: 'public',
    branch: undefined,
  },
  {
    event: '{"repository":{"private":true,"visibility":"public"}}',
    visibility: 'public',
    branch: undefined,
  },
  { event: '{"repository":{"private":false}}', visibility: 'public', branch: undefined },
  { event: '{"repository":{"private":"true"}}', visibility: 'unknown', branch: undefined },
  { event: '{"schedule":"0 0 * * *"}', visibility: 'unknown', branch: undefined },
  { event: '[]', visibility: 'unknown', branch: undefined },
  { event: 'not json', visibility: 'unknown', branch: undefined },
])('$event is $visibility', async ({ event, visibility, branch }) => {
  const path = join(folder, 'event.json')
  await writeFile(path, event)
  expect(await readRepositoryFacts({ GITHUB_EVENT_PATH: path })).toEqual({
    visibility,
    defaultBranch: branch,
  })
})

test('without an event nothing is known', async () => {
  expect(await readRepositoryFacts({})).toEqual({ visibility: 'unknown', defaultBranch: undefined })
})

test.each([
  { input: undefined, policy: undefined, visibility: 'public', mode: 'summary', says: /public/ },
  {
    input: undefined,
    policy: undefined,
    visibility: 'unknown',
    mode: 'summary',
    says: /counts as public/,
  },
  { input: undefined, policy: undefined, visibility: 'private', mode: 'full', says: undefined },
  { input: undefined, policy: 'off', visibility: 'private', mode: 'off', says: undefined },
  { input: 'summary', policy: 'full', visibility: 'private', mode: 'summary', says: undefined },
  {
    input: 'full',
    policy: undefined,
    visibility: 'public',
    mode: 'full',
    says: /everybody who is signed in/,
  },
] as const)(
  'input $input, policy $policy, $visibility repository: $mode',
  ({ input, policy, visibility, mode, says }) => {
    const chosen = chooseArtifact(input, policy, visibility)
    expect(chosen.mode).toBe(mode)
    if (says === undefined) expect(chosen.notice).toBeUndefined()
    else expect(chosen.notice).toMatch(says)
  },
)

test.each([
  { server: undefined, has: true },
  { server: 'https://github.com', has: true },
  { server: 'https://acme.ghe.com', has: true },
  { server: 'https://github.acme.example', has: false },
  { server: 'https://github.com.evil.example', has: false },
  { server: 'https://ghe.com', has: false },
  { server: 'nonsense', has: false },
])('$server has the artifact service: $has', ({ server, has }) => {
  expect(hasArtifactService(server === undefined ? {} : { GITHUB_SERVER_URL: server })).toBe(has)
})

test.each(['linux', 'darwin'] as const)('%s runners are welcome', (platform) => {
  expect(() => checkPlatform(platform)).not.toThrow()
})

test('Windows is refused, saying what is missing and what to use', () => {
  expect(() => checkPlatform('win32')).toThrow(/Windows.*process groups/)
})

test('what somebody writes to the command files meanwhile does not reach later steps', async () => {
  const [env, state] = [join(folder, 'env'), join(folder, 'state')]
  await writeFile(env, 'A=1\n')
  await writeFile(state, '')
  const held = await holdCommandFiles({ GITHUB_ENV: env, GITHUB_STATE: state })
  await writeFile(env, 'A=1\nLD_PRELOAD=/tmp/evil.so\n')
  expect(await held.restore()).toEqual({ changed: ['GITHUB_ENV'], left: [] })
  expect(await readFile(env, 'utf8')).toBe('A=1\n')
  expect(await held.restore()).toEqual({ changed: [], left: [] })
})

test('neither a link nor a pipe in place of a command file leads elsewhere or keeps it waiting', async () => {
  const files = ['env', 'state', 'output'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const [env, state, output] = files
  for (const file of files) await writeFile(file, 'A=1\n')
  await writeFile(join(folder, 'target'), 'untouched')
  const held = await holdCommandFiles({
    GITHUB_ENV: env,
    GITHUB_STATE: state,
    GITHUB_OUTPUT: output,
  })
  for (const file of files) await rm(file)
  await symlink(join(folder, 'target'), env)
  await symlink('/dev/zero', state)
  execFileSync('mkfifo', [output])
  const changed = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STATE']
  expect(await held.restore()).toEqual({ changed, left: [] })
  for (const file of files) expect(await readFile(file, 'utf8')).toBe('A=1\n')
  expect(await readFile(join(folder, 'target'), 'utf8')).toBe('untouched')
})

test('command files whose folder was replaced by a link are named, not written there', async () => {
  const commands = join(folder, 'commands')
  await mkdir(commands)
  await writeFile(join(commands, 'env'), 'A=1\n')
  const held = await holdCommandFiles({ GITHUB_ENV: join(commands, 'env') })
  await rename(commands, join(folder, 'elsewhere'))
  await writeFile(join(folder, 'elsewhere', 'env'), 'B=1\n')
  await symlink('elsewhere', commands)
  expect(await held.restore()).toEqual({ changed: [], left: ['GITHUB_ENV'] })
  expect(await readFile(join(folder, 'elsewhere', 'env'), 'utf8')).toBe('B=1\n')
})
