import { spawn } from 'node:child_process'
import { prepareAgentUser, recoverAgentUsers } from '../../../src/runner/agent-user.ts'

/**
 * One guarded session with a user of its own, for tests which start it where it can do no harm.
 * Reads what to do as JSON from its first argument and prints what happened as JSON.
 */
const plan = JSON.parse(process.argv[2] ?? '{}') as {
  workspace: string
  script: string
  /** Started in place of the script. */
  command?: string[]
  environment?: Record<string, string>
  readable?: string[]
  writable?: string[]
  hidden?: string[]
  stateDirectory: string
  /** Leave like a guard that was killed. */
  vanish?: boolean
  /** Send this to the command once it has printed something. */
  signal?: NodeJS.Signals
  /** Only undo what others left. */
  recover?: boolean
}

if (plan.recover) {
  console.log(JSON.stringify({ problems: await recoverAgentUsers(plan.stateDirectory) }))
  process.exit()
}
const path = process.env.PATH ?? ''
const user = await prepareAgentUser({
  ...plan,
  command: plan.command ?? ['/bin/sh', '-c', plan.script],
  path,
  env: process.env,
})
if (!user.available) {
  console.log(JSON.stringify(user))
  process.exit()
}
const environment = { PATH: path, HOME: user.home, ...plan.environment }
const { file, args, env } = await user.launch(['/bin/sh', '-c', plan.script], environment)
const child = spawn(file, args, { env, cwd: plan.workspace, stdio: ['ignore', 'pipe', 'pipe'] })
let stdout = ''
let stderr = ''
child.stdout.on('data', (data) => {
  stdout += data
  if (plan.signal && child.pid) void user.signal(child.pid, plan.signal)
})
child.stderr.on('data', (data) => {
  stderr += data
})
const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
  // Not `close`: something left behind may hold the pipes open.
  child.once('exit', (...how) => setTimeout(resolve, 50, how))
})
const { available, how, name, uid, weaknesses, remarks } = { ...user, how: user.privilege.how }
const problems = plan.vanish ? [] : await user.end()
console.log(
  JSON.stringify({
    available,
    how,
    name,
    uid,
    weaknesses,
    remarks,
    code,
    signal,
    stdout,
    stderr,
    problems,
  }),
)
process.exit()
