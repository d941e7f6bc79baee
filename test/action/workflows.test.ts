import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { workflowTemplate } from '../../src/commands/init-templates.ts'
import { type GuardedJobs, startGuardedJobs } from '../support/guarded-job.ts'
import { cliAgent } from '../support/guarded-run.ts'

const root = join(import.meta.dirname, '..', '..')

interface Step {
  name?: string
  id?: string
  uses?: string
  run?: string
  with?: Record<string, string>
  env?: Record<string, string>
}
interface Workflow {
  permissions: Record<string, string>
  jobs: Record<string, { steps: Step[]; permissions?: Record<string, string> }>
}

const folder = join(root, '.github/workflows')
const workflows = await Promise.all(
  (await readdir(folder)).map(async (file) => {
    return { file, workflow: parse(await readFile(join(folder, file), 'utf8')) as Workflow }
  }),
)
const action = parse(await readFile(join(root, 'action/action.yml'), 'utf8'))

test.each(workflows)('$file asks for little and leaves no credential behind', ({ workflow }) => {
  expect(workflow.permissions).toEqual({ contents: 'read' })
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  expect(checkouts.length).toBeGreaterThan(0)
  for (const checkout of checkouts) {
    expect(checkout.with).toMatchObject({ 'persist-credentials': false })
  }
})

/** Outside the checkout, where the agent works: from in there it does not start. */
const ownAction = './../cursor-guard-action'
const putOutside = `cp -r action ${ownAction.slice(2)}`

test('the action of this repository is started from outside the workspace', () => {
  const jobs = workflows.flatMap(({ workflow }) => Object.values(workflow.jobs))
  const users = jobs.filter(({ steps }) => steps.some(({ uses }) => uses?.startsWith('./')))
  expect(users.length).toBeGreaterThan(0)
  for (const { steps } of users) {
    const used = steps.findIndex(({ uses }) => uses?.startsWith('./'))
    expect(steps[used]?.uses).toBe(ownAction)
    expect(steps.findIndex(({ run }) => run === putOutside)).toBe(used - 1)
  }
})

test('every input that a workflow gives the action is one the action has', () => {
  const uses = workflows
    .flatMap(({ workflow }) => Object.values(workflow.jobs))
    .flatMap((job) => job.steps)
    .filter((step) => step.uses === ownAction)
  expect(uses.length).toBeGreaterThan(0)
  for (const step of uses) {
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
  }
})

let jobs: GuardedJobs
beforeAll(async () => {
  jobs = await startGuardedJobs()
})
afterEach(() => jobs.disposeJobs())
afterAll(() => jobs.close())

test('the steps of the guarded run work one after the other', async () => {
  const guarded = workflows.find(({ file }) => file === 'guarded-run.yml')
  const steps = guarded?.workflow.jobs['stand-in']?.steps ?? []
  const job = await jobs.job()
  // A workspace of its own: whatever is in the configuration of this repository stays untouched.
  await symlink(join(root, 'test'), join(job.workspace, 'test'))
  const outputs: Record<string, Record<string, string>> = {}
  const fill = (texts: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(texts).map(([name, text]) => [
        name,
        text.replace(
          /\$\{\{ steps\.(\S+)\.outputs\.(\S+) \}\}/g,
          (_, id, key) => outputs[id]?.[key] ?? '',
        ),
      ]),
    )
  let done = 0
  try {
    for (const step of steps) {
      if (step.uses?.startsWith('actions/') || step.run === 'npm ci') continue
      if (step.run === putOutside) continue
      const result =
        step.uses === ownAction
          ? await job.uses(fill(step.with))
          : await job.run(['bash', '-e', '-c', `cd '${root}'\n${step.run}`], {
              env: fill(step.env),
            })
      expect([step.name, result.exitCode, result.exitCode === 0 ? '' : result.output]).toEqual([
        step.name,
        0,
        '',
      ])
      if (step.id !== undefined) outputs[step.id] = result.outputs
      done += 1
    }
    expect(done).toBe(3)
    expect((await job.finish())[0]?.exitCode).toBe(0)
  } finally {
    // The runner ends what a step left behind.
    await job.run(['bash', '-c', `kill ${outputs.service?.pid}`])
  }
})

const curl = `#!/bin/sh
while [ "$1" != --output ]; do case "$1" in https://cursor.com/install) known=1 ;; esac; shift; done
[ "$known" = 1 ] && cp "$(dirname "$0")/installer" "$2"
`

/** What `curl` gets from cursor.com here: a client that speaks like Cursor's, put where theirs is put. */
const installer = `mkdir -p "$HOME/.local/bin"
printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' '${process.execPath}' '${cliAgent}' >"$HOME/.local/bin/agent"
chmod 755 "$HOME/.local/bin/agent"`

test('the workflow that init writes works on its first run', async () => {
  const { steps } = (parse(workflowTemplate('./action')) as Workflow).jobs.agent ?? { steps: [] }
  const [checkout, client, guard, ...others] = steps
  expect([checkout?.uses, guard?.uses, others]).toEqual([
    expect.stringMatching(/^actions\/checkout@/),
    './action',
    [],
  ])
  const job = await jobs.job({ PROMPT: 'Say "hello"; $(exit 3)' })
  const programs = join(job.temp, 'programs')
  await mkdir(programs)
  await writeFile(join(programs, 'curl'), curl, { mode: 0o755 })
  await writeFile(join(programs, 'installer'), installer)
  job.env.PATH = `${programs}:${job.env.PATH}`
  const shell = ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c']
  expect(await job.run([...shell, client?.run ?? ''])).toMatchObject({ exitCode: 0 })
  const ran = await job.uses({ ...guard?.with, ...jobs.inputs() })
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'clean' } })
  expect(ran.output).toContain('Working on it.')
  const [post] = await job.finish()
  expect(post).toMatchObject({ exitCode: 0 })
  expect(post?.summary).toContain('1 prompt')
  // The prompt arrived as text, as it was typed.
  const recorded = await readFile(ran.outputs.recording ?? '', 'utf8')
  expect(recorded).toContain(JSON.stringify('Say "hello"; $(exit 3)'))
})
