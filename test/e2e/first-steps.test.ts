import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { builtArchive } from '../support/built-archive.ts'
import { type CursorService, startCursorService } from '../support/cursor-service/service.ts'
import type { Turn } from '../support/cursor-service/turn.ts'
import { type Forge, startForge } from '../support/forge/forge.ts'
import { cliAgent } from '../support/guarded-run.ts'
import { until } from '../support/until.ts'
import { readSteps, type Step, unlikeExcerpt } from './page-steps.ts'

// The page is walked as a reader does it. What differs: GitHub and Cursor's service are stand-ins, whose
// addresses are the reader's of an Enterprise Server and one option of run; the client is one as well.

const page = await readFile(join(import.meta.dirname, '../../docs/first-steps.md'), 'utf8')
const steps = readSteps(page)
const repository = 'octocat/first-steps'
/** The request's id as the page shows it. */
const shownId = '3f9c2a1b0d'

let folder: string
let forge: Forge
let service: CursorService
/** What each step printed. */
const printed = new Map<Step, string>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'first-steps-'))
  forge = await startForge({ repositories: { [repository]: {} } })
  await forge.git(repository).git('update-ref', '-d', 'refs/heads/main')
  service = await startCursorService({ script: playAgent })
  const environment = await makeHome()
  const first = startShell('terminal', environment, `${service.apiKey}\ntoken-of-alice\n`)
  const id = await Promise.race([
    until(() => /approvals approve ([0-9a-f]{10,})/.exec(first.output())?.[1]),
    first.ended.then(() => Promise.reject(new Error(`nothing was held:\n${first.output()}`))),
  ])
  const second = startShell('second terminal', environment, '', (text) => text.replace(shownId, id))
  await Promise.all([first.ended, second.ended])
  for (const shell of [first, second]) {
    const [, ...outputs] = shell.output().split(/^<step>$/m)
    for (const [index, step] of shell.steps.entries()) {
      printed.set(step, (outputs[index] ?? '').replaceAll(id, shownId))
    }
  }
})

afterAll(async () => {
  await service.close()
  await forge.close()
  await rm(folder, { recursive: true, force: true })
})

/** What Cursor's service has the client do about the page's prompt. */
async function playAgent(turn: Turn): Promise<void> {
  const action =
    'name: greet\nruns:\n  using: composite\n  steps:\n    - run: echo Hello\n      shell: bash\n'
  await turn.write('.github/actions/greet/action.yml', action)
  const commands = 'git add .github && git commit -m "Add greet" && git push origin main'
  const { outcome } = await turn.shell(commands, { timeout: 0 })
  await turn.say(`The push ended with ${outcome}.`)
}

/** A home with git's settings, a login for git and the client; the archive lies in the folder. */
async function makeHome(): Promise<Record<string, string>> {
  const home = join(folder, 'home')
  const programs = join(home, '.local/bin')
  await mkdir(programs, { recursive: true })
  const archive = await builtArchive()
  await copyFile(archive, join(folder, basename(archive)))
  const script = (path: string, text: string) =>
    writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  await script(join(programs, 'agent'), `exec '${process.execPath}' '${cliAgent}' "$@"`)
  await script(join(home, 'login'), 'echo token-of-alice')
  await writeFile(join(home, '.gitconfig'), '[user]\nname = Reader\nemail = reader@example.com\n')
  return {
    HOME: home,
    PATH: [programs, dirname(process.execPath), process.env.PATH].join(':'),
    GIT_ASKPASS: join(home, 'login'),
    GITHUB_SERVER_URL: forge.origin,
    GITHUB_API_URL: forge.api,
    npm_config_prefix: join(home, '.local'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  }
}

/** Types all that a terminal is for, step by step, in one shell. */
function startShell(
  where: Step['where'],
  env: Record<string, string>,
  input: string,
  change = (text: string) => text,
) {
  const typed = steps.filter((step) => step.where === where)
  const script = typed.map(({ text }) => `printf '\\n<step>\\n'\n${change(asHere(text))}`)
  const shell = spawn('bash', ['-c', `set -euo pipefail; exec 2>&1\n${script.join('\n')}`], {
    cwd: folder,
    env,
  })
  let output = ''
  shell.stdout.on('data', (chunk) => {
    output += chunk
  })
  shell.stdin.end(input)
  const ended = new Promise<void>((resolve, reject) => {
    shell.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${where} ended with ${code}:\n${output}`)),
    )
  })
  return { steps: typed, output: () => output, ended }
}

/** No user is made for the agent on the machine of the tests. */
const asHere = (text: string): string =>
  text
    .replaceAll('https://github.com/', `${forge.origin}/`)
    .replaceAll(
      'cursor-guard run ',
      `cursor-guard run --same-user --cursor-upstream ${service.url} `,
    )

test('the agent’s push arrived, once it was approved', async () => {
  const file = await forge.git(repository).git('show', 'main:.github/actions/greet/action.yml')
  expect(file).toContain('echo Hello')
  expect(service.scriptErrors).toEqual([])
  expect(forge.violations()).toEqual([])
})

const shown = steps
  .filter(({ excerpt }) => excerpt !== '')
  .map((step) => ({ step, command: step.text.trim().split('\n').at(-1) }))

test.each(shown)('what the page shows is what was printed: … $command', ({ step }) => {
  expect(unlikeExcerpt(step.excerpt, printed.get(step) ?? '')).toBeUndefined()
})

test('nothing but what needs the Internet was left out', () => {
  const leftOut = steps.filter(({ where }) => where === 'elsewhere')
  for (const { text } of leftOut) expect(text).toMatch(/cursor\.com\/install|^gh /m)
  expect(steps.length - leftOut.length).toBeGreaterThan(8)
  expect(shown.length).toBeGreaterThan(6)
})

test.each([
  { when: 'lines in a row', excerpt: 'one\ntwo\n', like: true },
  { when: 'a part of a line, and lines left out', excerpt: 'o…e\n…\nfour\n', like: true },
  { when: 'a line that is missing', excerpt: 'one\nthree\n', like: false },
  { when: 'another order', excerpt: 'two\n…\none\n', like: false },
  { when: 'what two lines have', excerpt: 'one…two\n', like: false },
])('an excerpt with $when is like the output: $like', ({ excerpt, like }) => {
  const unlike = unlikeExcerpt(excerpt, 'one\ntwo\nthree\nfour\n')
  expect(unlike === undefined).toBe(like)
})
