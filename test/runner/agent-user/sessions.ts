import { inSandbox } from './sandbox.ts'

interface Session {
  available: boolean
  reason?: string
  how?: string
  name: string
  uid: number
  weaknesses: string[]
  remarks: string[]
  liesIn?: string
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
  problems: string[]
}

/** A job's user, how its guard is started there, and a repository of its. */
export const jobs = [
  { job: 'root', drive: 'drive', home: '/root', as: '' },
  { job: 'a user with sudo', drive: 'become_drive', home: '/home/tester', as: 'become tester' },
]
export const repository = (as: string, home: string) => `
${as} git config --global user.name 'A "quoted" name'
${as} git config --global user.email someone@example.com
${as} mkdir -p ${home}/work/repo
${as} sh -c 'cd ${home}/work/repo && git init -q . && echo one >one && git add . && git commit -qm first'
`

/** Runs the script in the sandbox; every line of its output that is JSON is a session. */
export function sessions(script: string, ...plans: object[]) {
  const result = inSandbox(
    script,
    plans.map((plan) => JSON.stringify(plan)),
  )
  if (result.status !== 0) throw new Error(`sandbox: ${result.stderr}`)
  const lines = result.stdout.split('\n')
  const found = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  return {
    found: found as Session[],
    text: lines.filter((line) => !line.startsWith('{')).join('\n'),
  }
}

export const plan = (home: string, script: string, more: object = {}) => ({
  workspace: `${home}/work/repo`,
  stateDirectory: `${home}/.local/state/guard`,
  script,
  ...more,
})
