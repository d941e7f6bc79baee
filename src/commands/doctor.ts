import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { checkGit, type GitCheck } from '../adapters/repository/git-version.ts'
import { GuardError } from '../core/errors.ts'
import { printable } from '../core/recording/visible.ts'
import { prepareAgentUser } from '../runner/agent-user.ts'
import { findPersistedCredentials } from '../runner/checkout-credentials/find-credentials.ts'
import { contain } from '../runner/contain.ts'
import { tokensIn } from '../runner/job-tokens.ts'
import { judgeLevels, type LevelReport } from '../runner/levels.ts'
import { findLoopbackAddress } from '../runner/loopback-address.ts'
import { type Machine, readMachine } from '../runner/machine.ts'
import { sessionPrograms } from '../runner/session-programs.ts'
import type { CommandIo } from './io.ts'

interface Credential {
  where: string
  key: string
  what: string
}

/** What really happened with `--try`; `undefined` where it was not asked for. */
interface Trial {
  ownUser: 'yes' | string
  contained: 'yes' | string
  weaknesses: readonly string[]
  /** What could not be undone. */
  left: readonly string[]
}

interface Diagnosis {
  machine: Machine
  levels: LevelReport[]
  /** The git that would judge pushes; without a suitable one they are refused. */
  git: GitCheck | { unsuitable: string; hint: string }
  credentials: Credential[] | { unknown: string }
  trial?: Trial
}

/** `cursor-guard doctor`. */
export async function doctorCommand(argv: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      try: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const machine = await readMachine(io.env, io.cwd)
  const diagnosis: Diagnosis = {
    machine,
    levels: judgeLevels(machine),
    git: await gitHere(io),
    credentials: await credentialsAround(io),
    ...(values.try ? { trial: await tryOut(io) } : {}),
  }
  io.stdout.write(values.json ? `${JSON.stringify(diagnosis)}\n` : describe(diagnosis))
  return 0
}

async function gitHere(io: CommandIo): Promise<Diagnosis['git']> {
  try {
    return await checkGit(
      await sessionPrograms({ sameUser: false, workspace: io.cwd, environment: io.env }),
    )
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    return { unsuitable: error.message, hint: error.hint ?? '' }
  }
}

/** Credentials which git would use in this folder: with them the agent needs no guard to push. */
async function credentialsAround(io: CommandIo): Promise<Diagnosis['credentials']> {
  try {
    const found = await findPersistedCredentials({
      workspace: io.cwd,
      temp: io.env.RUNNER_TEMP ?? '',
      home: io.env.HOME ?? homedir(),
      server: io.env.GITHUB_SERVER_URL ?? 'https://github.com',
      tokens: tokensIn(io.env),
      env: io.env,
    })
    return found.map(({ where, key, what }) => ({ where, key, what }))
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) }
  }
}

/** Makes the user and contains it, as `run --contain` would, around a server that only listens. */
async function tryOut(io: CommandIo): Promise<Trial> {
  const user = await prepareAgentUser({
    workspace: io.cwd,
    command: ['sh'],
    path: io.env.PATH ?? '/usr/bin:/bin',
    env: io.env,
  })
  if (!user.available) {
    return { ownUser: user.reason, contained: 'no user to contain', weaknesses: [], left: [] }
  }
  const server = createServer((socket) => socket.on('error', () => {}).destroy())
  let contained = 'yes'
  let left: string[] = []
  try {
    const { host } = await findLoopbackAddress()
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await contain(user, { host, port })
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    contained = error.message
  } finally {
    server.close()
    left = await user.end()
  }
  return { ownUser: 'yes', contained, weaknesses: user.weaknesses, left }
}

function describe({ machine, levels, git, credentials, trial }: Diagnosis): string {
  const lines = ['Levels this machine can reach', '']
  for (const { level, title, reachable, reasons, todo } of levels) {
    lines.push(`  ${level} ${title.padEnd(16)} ${reachable}`)
    lines.push(
      ...reasons.map((reason) => `       ${reason}`),
      ...todo.map((step) => `     → ${step}`),
    )
  }
  lines.push('', 'Machine', '')
  lines.push(...machineLines(machine, git).map(([name, value]) => `  ${name.padEnd(20)} ${value}`))
  lines.push('', 'Remarks', '')
  const remarks = [
    ...gitRemarks(git),
    ...machineRemarks(machine),
    ...credentialRemarks(credentials),
  ]
  lines.push(...(remarks.length > 0 ? remarks : ['none']).map((remark) => `  ${remark}`))
  if (trial !== undefined) lines.push('', 'Tried for real', '', ...trialLines(trial))
  return `${lines.map(printable).join('\n')}\n`
}

function machineLines(machine: Machine, git: Diagnosis['git']): [string, string][] {
  const addresses = Object.entries(machine.loopback)
    .filter(([, usable]) => usable)
    .map(([address]) => address)
  const clients = machine.clients.map(
    ({ name, path, version }) => `${name} ${version ?? '(version unknown)'} at ${path}`,
  )
  return [
    ['system', machine.platform],
    ['node', machine.node],
    ['git', gitLine(git)],
    ['addresses', addresses.join(', ') || 'none'],
    ['acts as root', machine.privilege ?? 'no'],
    ['packet filter', machine.packetFilter ? 'works' : 'not usable'],
    ['Cursor client', clients.join('; ') || 'not found in PATH; the SDK needs none'],
  ]
}

function gitLine(git: Diagnosis['git']): string {
  if ('unsuitable' in git) return 'none that can judge pushes'
  const detection = git.collisionDetection === 'yes' ? 'yes' : 'not said'
  return `${git.version} at ${git.path}, notices SHA-1 collisions: ${detection}`
}

const gitRemarks = (git: Diagnosis['git']): string[] =>
  'unsuitable' in git
    ? [`pushes will be refused: ${git.unsuitable}. ${git.hint}`.trim()]
    : git.notes

function machineRemarks(machine: Machine): string[] {
  const remarks: string[] = []
  if (machine.identityToken) {
    remarks.push(
      'this job has `id-token: write`: every step of it can mint identity tokens, also steps which an agent has changed',
    )
  }
  if (machine.processEnvironmentIsPrivate === false) {
    remarks.push('other users can read the environment of processes here')
  }
  if (machine.platform === 'darwin') {
    remarks.push('macOS: the command runs as the same user as the guard, which the record says')
  }
  return remarks
}

function credentialRemarks(credentials: Diagnosis['credentials']): string[] {
  if ('unknown' in credentials) return [`credentials of git here: ${credentials.unknown}`]
  return credentials.map(
    ({ where, key, what }) =>
      `git finds ${what} in ${where}${key === '' ? '' : ` (${key})`}: the agent could push with it; check out with \`persist-credentials: false\``,
  )
}

function trialLines({ ownUser, contained, weaknesses, left }: Trial): string[] {
  return [
    `  a user of its own    ${ownUser}`,
    `  contained            ${contained}`,
    ...weaknesses.map((weakness) => `  weakness             ${weakness}`),
    ...left.map((problem) => `  not undone           ${problem}`),
  ]
}
