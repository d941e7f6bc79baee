import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { createFileApprovalStore } from '../adapters/storage/file-approval-store.ts'
import type { Approval } from '../core/approval/request.ts'
import type { ApprovalStore } from '../core/approval/store.ts'
import { expire, vote } from '../core/approval/vote.ts'
import { GuardError } from '../core/errors.ts'
import { printable } from '../core/recording/visible.ts'
import { approvalsDirectory } from '../runner/run-guarded.ts'
import type { CommandIo } from './io.ts'

export const approvalsHelp = `Usage: cursor-guard approvals list [--all] [--json]
       cursor-guard approvals approve ID [--reason TEXT]
       cursor-guard approvals deny ID [--reason TEXT]

Decides what guarded sessions on this machine hold. \`list\` shows what waits, with the exact
action; a decision releases or refuses that action once, and nothing else. Only the user who
started the session can decide: requests are files which nobody else may read.

Options
  --all          list decided and expired requests as well
  --reason TEXT  kept in the recording; the agent reads it when the action is refused
  --json         one line of JSON for each request

Exit code
  0 done; 1 there is no such waiting request; 2 wrong usage

Example
  cursor-guard approvals list
  cursor-guard approvals approve 3f9c2a1b0d
`

/** `cursor-guard approvals`. */
export async function approvalsCommand(argv: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      reason: { type: 'string' },
    },
  })
  const [action, id, ...rest] = positionals
  const store = await createFileApprovalStore(approvalsDirectory(io.env))
  if (action === 'list' && id === undefined) {
    const all = (await store.list()).map((one) => expire(one, io.now()))
    const shown = values.all ? all : all.filter(({ state }) => state === 'waiting')
    for (const one of shown) {
      io.stdout.write(values.json ? `${JSON.stringify(one)}\n` : describe(one, io.now()))
    }
    if (shown.length === 0 && !values.json) io.stdout.write('Nothing waits for approval.\n')
    return 0
  }
  if ((action === 'approve' || action === 'deny') && id !== undefined && rest.length === 0) {
    return decide(store, { id, approve: action === 'approve', reason: values.reason }, io)
  }
  throw new GuardError('INPUT_INVALID', 'approvals: list, approve ID or deny ID was expected', {
    hint: 'See cursor-guard approvals --help.',
  })
}

async function decide(
  store: ApprovalStore,
  { id, approve, reason }: { id: string; approve: boolean; reason: string | undefined },
  io: CommandIo,
): Promise<number> {
  for (;;) {
    const stored = await store.get(id)
    if (stored === undefined) {
      io.stderr.write(`cursor-guard: there is no request ${printable(id)}\n`)
      return 1
    }
    try {
      const cast = { by: userInfo().username, approve, at: io.now(), surface: 'command line' }
      const next = vote(stored, reason === undefined ? cast : { ...cast, why: reason })
      if (!(await store.replace(stored, next))) continue
    } catch (error) {
      if (!(error instanceof GuardError)) throw error
      io.stderr.write(`cursor-guard: ${error.message}\n`)
      return 1
    }
    io.stdout.write(`${approve ? 'Approved' : 'Denied'} ${printable(stored.title)}\n`)
    return 0
  }
}

function describe(one: Approval, now: number): string {
  const left = Math.max(0, Math.round((one.expiresAt - now) / 60_000))
  const lines = [
    `${one.id}  ${one.state}  ${one.title}`,
    `  rule     ${one.rule}${one.reason ? `: ${one.reason}` : ''}`,
    `  session  ${one.session}`,
    `  decide   within ${left} min`,
    ...one.detail
      .split('\n')
      .slice(0, 40)
      .map((line) => `  | ${line}`),
    '',
  ]
  return printable(lines.join('\n'))
}
