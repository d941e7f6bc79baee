import { userInfo } from 'node:os'
import { parseArgs } from 'node:util'
import { createFileApprovalStore } from '../adapters/storage/file-approval-store.ts'
import { decideHere, stateHere } from '../core/approval/operator.ts'
import { asHeldAction, type HeldAction } from '../core/approval/request.ts'
import { idOf, minIdLength, type Unnamed } from '../core/approval/request-key.ts'
import { type ApprovalStore, findNamed, shownId } from '../core/approval/store.ts'
import { GuardError } from '../core/errors.ts'
import { leftText } from '../core/policy/render/duration-text.ts'
import { printable, printableLine, withoutCommands } from '../core/recording/visible.ts'
import { approvalsDirectory } from '../state-directory.ts'
import type { CommandIo } from './io.ts'

/** Requests that are shown at most, the newest of them. */
const maxListed = 1_000
/** Lines shown of what is asked for, and characters of its title. */
const maxShownLines = 40
const maxTitle = 300

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
  if (action === 'list' && id === undefined) return list(store, values, io)
  if ((action === 'approve' || action === 'deny') && id !== undefined && rest.length === 0) {
    const said = { typed: id, approve: action === 'approve', reason: values.reason }
    return decide(store, said, io)
  }
  throw new GuardError('INPUT_INVALID', 'approvals: list, approve ID or deny ID was expected', {
    hint: 'See cursor-guard approvals --help.',
  })
}

async function list(
  store: ApprovalStore,
  { all, json }: { all: boolean; json: boolean },
  io: CommandIo,
): Promise<number> {
  const actions = (await store.list(maxListed)).flatMap((one) => asHeldAction(one) ?? [])
  let shown = 0
  for (const action of actions.toReversed()) {
    const state = stateHere(action, io.now())
    if (!all && state !== 'waiting') continue
    shown += 1
    const id = await shownId(store, action.key)
    io.stdout.write(
      json
        ? `${JSON.stringify({ id, ...action, state })}\n`
        : describe(action, { id, state, now: io.now() }),
    )
  }
  if (shown === 0 && !json) io.stdout.write('Nothing waits for approval.\n')
  return 0
}

interface Said {
  /** What was typed for the request. */
  typed: string
  approve: boolean
  reason: string | undefined
}

async function decide(
  store: ApprovalStore,
  { typed, approve, reason }: Said,
  io: CommandIo,
): Promise<number> {
  const named = await findNamed(store, typed)
  if ('problem' in named) return refuse(await whyUnnamed(store, typed, named), io)
  const id = await shownId(store, named.key)
  for (;;) {
    const stored = asHeldAction(await store.get(named.key))
    if (stored === undefined) return refuse(`there is no request ${id}`, io)
    try {
      const { uid, username } = userInfo()
      const said = { by: { id: uid, login: username }, approve, at: io.now() }
      const next = decideHere(stored, reason === undefined ? said : { ...said, why: reason }, id)
      if (!(await store.replace(stored, next))) continue
    } catch (error) {
      if (!(error instanceof GuardError)) throw error
      return refuse(error.message, io)
    }
    const title = printableLine(stored.title, maxTitle)
    io.stdout.write(`${approve ? 'Approved' : 'Denied'} ${title}\n`)
    return 0
  }
}

function refuse(text: string, io: CommandIo): number {
  io.stderr.write(`cursor-guard: ${text}\n`)
  return 1
}

/** What was typed names no request, or more than one: then it says what to type for each. */
async function whyUnnamed(
  store: ApprovalStore,
  typed: string,
  { problem, keys }: Unnamed,
): Promise<string> {
  if (problem === 'short') return `an id has at least ${minIdLength} characters`
  if (problem === 'unknown') return `there is no request ${printable(typed)}`
  const lines: string[] = []
  for (const key of keys) {
    const title = asHeldAction(await store.get(key))?.title ?? ''
    lines.push(`  ${idOf(key, keys)}  ${printableLine(title, maxTitle)}`)
  }
  const many = `${keys.length} requests begin with ${printable(typed)}`
  return [`${many}; nothing was decided. Type more of the one you mean:`, ...lines].join('\n')
}

function describe(
  action: HeldAction,
  { id, state, now }: { id: string; state: string; now: number },
): string {
  const detail = printable(action.detail).split('\n')
  const unseen = detail.length - maxShownLines
  const lines = [
    // What asks chose the title: it is one line, and begins none of its own.
    `${id}  ${state}  ${printableLine(action.title, maxTitle)}`,
    `  rule     ${printable(action.rule)}${action.reason ? `: ${printable(action.reason)}` : ''}`,
    `  session  ${printable(action.session)}`,
    ...(state === 'waiting' ? [`  decide   within ${leftText(action.expiresAt - now)}`] : []),
    ...detail.slice(0, maxShownLines).map((line) => `  | ${line}`),
    ...(unseen > 0 ? [`  … and ${unseen} more lines; list --json shows all of it`] : []),
    '',
  ]
  return withoutCommands(lines.join('\n'))
}
