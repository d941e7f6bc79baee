// npm run demo: the official Cursor SDK, guarded, on a scratch repository.
// Without an account it talks to a stand-in for Cursor's service; `-- --live "prompt"` uses the real one.
// The forge is `git http-backend` on this machine: what the agent takes for GitHub.
import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  type CursorService,
  startCursorService,
} from '../../test/support/cursor-service/service.ts'
import { type GitUpstream, startGitUpstream } from '../../test/support/git-upstream/upstream.ts'
import { playDemo } from './script.ts'

const root = resolve(import.meta.dirname, '../..')
const output = join(root, 'demo-output')
const cli = ['--disable-warning=ExperimentalWarning', join(root, 'src/cli.ts')]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { live: { type: 'boolean', default: false } },
})
const prompt = positionals[0] ?? 'Prepare the release and deploy it to staging'

if (values.live && !process.env.CURSOR_API_KEY) {
  process.stderr.write('npm run demo -- --live "prompt" needs CURSOR_API_KEY in the environment\n')
  process.exit(2)
}

const title = (text: string) => process.stdout.write(`\n── ${text}\n`)

const repository = 'acme/shop'
const reasons = ['the manifest is what we agreed on', 'staging is free']
const state = mkdtempSync(join(tmpdir(), 'cursor-guard-demo-'))
const workspace = join(state, 'repository')
rmSync(output, { recursive: true, force: true })
mkdirSync(output)
let service: CursorService | undefined
let forge: GitUpstream | undefined
try {
  forge = await startGitUpstream()
  await makeRepository(forge)
  if (!values.live) service = await startCursorService({ script: playDemo })
  const environment = {
    ...process.env,
    // In a CI job nobody would be asked; here this script answers.
    CI: undefined,
    GITHUB_ACTIONS: undefined,
    XDG_STATE_HOME: state,
    CURSOR_API_KEY: service?.apiKey ?? process.env.CURSOR_API_KEY,
    GITHUB_TOKEN: forge.token,
    GITHUB_REPOSITORY: repository,
    GIT_AUTHOR_NAME: 'Demo Agent',
    GIT_AUTHOR_EMAIL: 'agent@example.com',
    GIT_COMMITTER_NAME: 'Demo Agent',
    GIT_COMMITTER_EMAIL: 'agent@example.com',
  }

  title(
    values.live
      ? 'A guarded session with Cursor’s service'
      : 'A guarded session (stand-in service, official SDK)',
  )
  const upstream = service ? ['--cursor-upstream', service.url] : []
  const guard = spawn(
    process.execPath,
    [
      ...cli,
      'run',
      '--policy',
      join(import.meta.dirname, 'policy.yml'),
      '--out',
      join(output, 'recording'),
      ...upstream,
      '--git-upstream',
      forge.url,
      '--',
      process.execPath,
      'agent.mjs',
      prompt,
    ],
    { cwd: workspace, env: environment, stdio: ['ignore', 'inherit', 'pipe'] },
  )
  let said = ''
  guard.stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk)
    said += chunk
  })
  const ended = new Promise<number>((done) => guard.once('close', (code) => done(code ?? 1)))
  const approving = new AbortController()
  const approved = approve(environment, () => said, approving.signal)
  const code = await ended
  approving.abort()
  await approved

  title('Verify: was anything cut out of the record?')
  command('verify', join(output, 'recording', 'recording.jsonl'))
  title('Replay: the session as it went')
  command('replay', join(output, 'recording', 'recording.jsonl'), '--instant')
  command(
    'replay',
    join(output, 'recording', 'recording.jsonl'),
    '--html',
    join(output, 'replay.html'),
  )

  title('Blame: where does the commit on main come from?')
  const commit = await forge.git(repository, 'rev-parse', 'main')
  command('blame', commit, '--recordings', join(output, 'recording'))

  title('Where to look')
  const here = (path: string) => relative(process.cwd(), join(output, path))
  process.stdout.write(
    `  ${here('replay.html')}               the session in a browser, step by step\n` +
      `  ${here('recording/recording.jsonl')} one entry a line, each with the hash of the one before\n` +
      `  npm run cursor-guard -- replay ${here('recording/recording.jsonl')}\n`,
  )
  process.exitCode = code
} finally {
  await service?.close()
  await forge?.close()
  rmSync(state, { recursive: true, force: true })
}

/** A repository with a script to deploy, and the program that runs the agent; `main` is at the forge. */
async function makeRepository(forge: GitUpstream): Promise<void> {
  mkdirSync(workspace)
  writeFileSync(join(workspace, 'deploy.sh'), '#!/bin/sh\necho "deployed to $1"\n')
  chmodSync(join(workspace, 'deploy.sh'), 0o755)
  cpSync(join(import.meta.dirname, 'agent.mjs'), join(workspace, 'agent.mjs'))
  symlinkSync(join(root, 'node_modules'), join(workspace, 'node_modules'))
  writeFileSync(join(workspace, '.gitignore'), 'node_modules\n')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace, stdio: 'ignore' })
  git('init', '-q', '-b', 'main')
  git('add', '.')
  git('-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', 'commit', '-q', '-m', 'Start')
  git('push', '-q', await forge.create(repository), 'main')
  git('remote', 'add', 'origin', `https://github.com/${repository}`)
}

/** Plays the person who is asked: looks at what waits, and approves it. */
async function approve(
  env: NodeJS.ProcessEnv,
  said: () => string,
  signal: AbortSignal,
): Promise<void> {
  const asked = new Set<string>()
  while (!signal.aborted) {
    await sleep(200)
    const ids = said().matchAll(/approvals approve ([0-9a-f]{10})/g)
    const id = [...ids].map(([, found = '']) => found).find((found) => !asked.has(found))
    if (id === undefined) continue
    asked.add(id)
    await sleep(1_500)
    if (values.live) continue
    const args = ['approvals', 'approve', id, '--reason', reasons[asked.size - 1] ?? 'looks right']
    process.stdout.write(`\n  (in another terminal) $ cursor-guard ${args.join(' ')}\n`)
    execFileSync(process.execPath, [...cli, ...args], { env, stdio: 'inherit' })
  }
}

function command(...args: string[]): void {
  try {
    execFileSync(process.execPath, [...cli, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  } catch (error) {
    // `verify` says by its exit code what it proved; its text is what people read.
    const { status } = error as { status?: number }
    if (status === undefined || status === null) throw error
  }
}
