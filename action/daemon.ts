import { timingSafeEqual } from 'node:crypto'
import { writeSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { firstError, GuardError } from '../src/core/errors.ts'
import type { SessionSummary } from '../src/guard/seal-session.ts'
import { agentFolders, openAgentFiles } from '../src/runner/agent-files/open-agent-files.ts'
import { childEnvironment } from '../src/runner/child-environment.ts'
import { createProcessSearch, enterpriseFolder } from '../src/runner/client-processes/search.ts'
import { type ProcessWatch, watchProcesses } from '../src/runner/client-processes/watch.ts'
import { type ClientShims, noteInvocations, writeClientShims } from '../src/runner/client-shims.ts'
import type { Endpoint } from '../src/runner/endpoint.ts'
import { createGitRouting, forgesOf, type GitRouting } from '../src/runner/git-routing.ts'
import { createEarlyNotes, type RunnerNotes } from '../src/runner/runner-notes.ts'
import {
  type PreparedStandalone,
  prepareStandalone,
  type Standalone,
} from '../src/runner/start-standalone.ts'
import { tokensAtHome } from '../src/runner/tokens-at-home.ts'
import { type DaemonAnswer, type DaemonOrder, maxMessageBytes } from './daemon-protocol.ts'

/** How often it is looked whether the job still runs. */
const jobCheckMs = 2_000
const answerDescriptor = 3

/** The detached process which runs the proxy until post, or the end of the job, ends it. */
async function serve(): Promise<void> {
  const order = JSON.parse(await readOrder()) as DaemonOrder
  const prepared = await prepareStandalone({
    ...order,
    out: order.recording,
    // Later steps are started by the runner, as its own user.
    sameUser: true,
    workspace: order.environment.GITHUB_WORKSPACE ?? process.cwd(),
    onHead: (line) => console.log(line),
    now: Date.now,
  })
  try {
    await openForLaterSteps(order, prepared)
  } catch (error) {
    await prepared.end({})
    throw error
  }
}

/** Prepares what later steps find, opens the session, and tells the action where everything is. */
async function openForLaterSteps(order: DaemonOrder, prepared: PreparedStandalone): Promise<void> {
  const { environment } = order
  const { endpoint } = prepared
  const scratch = await mkdtemp(join(order.scratch, 'cg-'))
  const notes = createEarlyNotes()
  for (const phrase of await tokensAtHome(environment)) notes.addCaveat(phrase)
  const shims = await writeClientShims(scratch, { baseUrl: endpoint.baseUrl })
  const git = await routeGit(environment, endpoint, scratch, notes)
  const workspace = environment.GITHUB_WORKSPACE ?? process.cwd()
  const own = { configuration: shims.configDirectory, enterprise: enterpriseFolder() }
  const agent = { workspace, environment }
  const files = await openAgentFiles({ ...agent, further: Object.values(own) })
  const session = await prepared.open(files)
  notes.passTo(session.guard.notes)
  const search = createProcessSearch(files, { ...(await agentFolders(agent)), ...own })
  const watch = watchProcesses(search, session.guard.processes)
  await beginOrRefuse(watch, session)
  const end = createEnd(session, scratch, async () => {
    await watch.end()
    await noteInvocations(session.guard.notes, shims, files)
    await git.check()
  })
  const socket = join(scratch, 'control')
  await listen(socket, order.secret, end)
  endWithTheJob(order.job, end)
  answer({
    ready: true,
    sessionId: endpoint.sessionId,
    sessionToken: endpoint.sessionToken,
    socket,
    environment: { ...exported(environment, endpoint, shims), ...git.variables },
    shimDirectory: shims.shimDirectory,
  })
}

/** Later steps get no session that the policy has ended already. */
async function beginOrRefuse(watch: ProcessWatch, { guard }: Standalone): Promise<void> {
  await watch.begin()
  const { ended } = guard.session
  if (ended === undefined) return
  watch.stop()
  throw new GuardError('REQUEST_REFUSED', `the session was ended: ${ended}`)
}

/** What later steps need to find the guard; their own PATH stays theirs. */
function exported(
  environment: NodeJS.ProcessEnv,
  { baseUrl, sessionToken }: Endpoint,
  shims: ClientShims,
): Record<string, string> {
  const proxies = Object.entries(environment).filter(([name]) => /^(?:\w+|no)_proxy$/i.test(name))
  const child = childEnvironment({
    base: Object.fromEntries(proxies),
    baseUrl,
    sessionToken,
    configDirectory: shims.configDirectory,
    pass: [],
  })
  return Object.fromEntries(
    Object.entries(child.environment).filter(([name]) => /^(?:CURSOR_|no_proxy$)/i.test(name)),
  )
}

/** Points the git of later steps at the guard, whoever starts it. */
async function routeGit(
  environment: NodeJS.ProcessEnv,
  { baseUrl, sessionToken }: Endpoint,
  scratch: string,
  notes: RunnerNotes,
) {
  const routing = await createGitRouting({
    directory: join(scratch, 'git'),
    baseUrl,
    sessionToken,
    forges: forgesOf(environment),
    environment,
  })
  const variables = gitVariables(environment, routing)
  const { PATH = '', HOME = '', GITHUB_WORKSPACE = process.cwd() } = environment
  const env = { PATH, HOME, ...variables }
  const place = {
    workspace: GITHUB_WORKSPACE,
    launch: async ([file = '', ...args]: readonly string[]) => ({ file, args, env }),
    ownHome: false,
  }
  const noteEscapes = (escapes: readonly string[]) => {
    for (const phrase of escapes) notes.addCaveat(phrase)
  }
  noteEscapes(await routing.begin(place))
  return { variables, check: async () => noteEscapes(await routing.check(place)) }
}

/** Settings which an earlier step has put into the environment stay; the file is read all the same. */
function gitVariables(environment: NodeJS.ProcessEnv, routing: GitRouting): Record<string, string> {
  const taken = environment.GIT_CONFIG_COUNT !== undefined
  return Object.fromEntries(
    Object.entries(routing.environment).filter(
      ([name]) => name === 'GIT_CONFIG_SYSTEM' || (!taken && name.startsWith('GIT_CONFIG_')),
    ),
  )
}

/** Ends the session once, whoever asks. */
function createEnd({ guard, close }: Standalone, scratch: string, look: () => Promise<void>) {
  let ending: Promise<SessionSummary> | undefined
  const end = async () => {
    await look()
    if (guard.calls() === 0) guard.notes.addCaveat('gap: the agent did not use the guard')
    const summary = await close({})
    await rm(scratch, { recursive: true, force: true })
    return summary
  }
  return () => {
    ending ??= end()
    return ending
  }
}

async function listen(
  path: string,
  secret: string,
  end: () => Promise<SessionSummary>,
): Promise<void> {
  const answer = async (socket: Socket) => {
    socket.on('error', () => {})
    if (!(await knows(socket, secret))) return socket.destroy()
    const summary = await end()
    socket.end(`${JSON.stringify(summary)}\n`, () => process.exit(0))
  }
  // What breaks ends the process: its log says why, and whoever waits sees the connection close.
  const server = createServer((socket) => void answer(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  await chmod(path, 0o600)
}

/** Reads one line, no longer than the secret is. */
function knows(socket: Socket, secret: string): Promise<boolean> {
  return new Promise((resolve) => {
    let text = ''
    socket.setTimeout(5_000, () => resolve(false))
    socket.on('close', () => resolve(false))
    socket.on('data', (chunk) => {
      text += chunk
      if (text.length > secret.length + 1) return resolve(false)
      if (!text.endsWith('\n')) return
      const [given, known] = [Buffer.from(text.slice(0, -1)), Buffer.from(secret)]
      socket.setTimeout(0)
      resolve(given.length === known.length && timingSafeEqual(given, known))
    })
  })
}

/** Post may never come: a runner that is stopped, or one that ends its orphans. */
function endWithTheJob(job: number | undefined, end: () => Promise<SessionSummary>): void {
  const leave = () => {
    end().then(
      () => process.exit(0),
      () => process.exit(70),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, leave)
  if (job === undefined) return
  setInterval(() => {
    try {
      process.kill(job, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') leave()
    }
  }, jobCheckMs)
}

async function readOrder(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > maxMessageBytes) throw new RangeError('the order is too long')
  }
  return text
}

function answer(content: DaemonAnswer): void {
  writeSync(answerDescriptor, `${JSON.stringify(content)}\n`)
}

try {
  await serve()
} catch (thrown) {
  const error = firstError(thrown)
  const known = error instanceof GuardError
  if (!known) console.error(thrown)
  answer({
    ready: false,
    message: known ? error.message : 'the guard could not be started; its log has the reason',
    ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
  })
  process.exit(70)
}
