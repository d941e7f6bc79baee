import { GuardError } from '../../core/errors.ts'
import type { RefCommand } from '../../core/git/ref-update.ts'
import type { LimitName } from '../limits.ts'
import type { JudgedPush } from './judge-push.ts'
import { type Push, recordEnd } from './push.ts'
import { refusalLines, rejection } from './push-text.ts'
import type { PushOutcome } from './record-push.ts'

/** Why nothing of a push reaches the forge: for people, for git, and for the recording. */
export interface PushRefusal {
  /** For people, before the report. */
  lines: readonly string[]
  /** What git prints behind a ref. */
  reason(command: RefCommand): string
  /** What git is told of the pack; `ok` when absent. */
  unpack?: string
  /** For the recording, where no verdict says it. */
  why?: string
  judged?: JudgedPush
  /** `refused` when absent. */
  outcome?: PushOutcome
}

/** Records the refusal, and tells every ref why, or that another one was refused. */
export function refusePush(push: Push, refusal: PushRefusal): void {
  const { head, reply } = push
  const { lines, reason, unpack = 'ok', why, judged, outcome = 'refused' } = refusal
  recordEnd(push, { ...judged, outcome, ...(why === undefined ? {} : { why }) })
  reply.say(lines)
  const refs = head.commands.map((one) => ({ ref: one.ref, ok: false, reason: reason(one) }))
  reply.finish({ unpack, refs })
}

/**
 * The policy, or the guard by itself, denies one ref or more.
 *
 * @param limit a limit of the session that a person would be asked about as well
 */
export function deniedRefusal(judged: JudgedPush, limit?: LimitName): PushRefusal {
  const byRef = new Map(judged.verdicts.map((one) => [one.update.command.ref, one]))
  return {
    lines: refusalLines(judged, limit),
    reason({ ref }) {
      const verdict = byRef.get(ref)
      return verdict?.decision.effective === 'deny' ? rejection(verdict) : withTheOthers
    },
    judged,
  }
}

/** @param stale refs that are not where the push takes them to be, each with a sentence */
export function staleRefusal(stale: ReadonlyMap<string, string>): PushRefusal {
  const lines = [...stale.values()].map((text) => `cursor-guard: ${text}`)
  return {
    lines,
    reason: ({ ref }) => (stale.has(ref) ? 'cursor-guard: stale info, fetch first' : withTheOthers),
    why: lines.join(' '),
  }
}

/** A person was asked and did not let it pass, in these lines. */
export const unreleasedRefusal = (judged: JudgedPush, lines: readonly string[]): PushRefusal => ({
  lines,
  reason: () => lines[0] ?? '',
  why: asSentences(lines),
  judged,
  outcome: 'held, not released',
})

/**
 * Something broke before the push was judged to its end: in doubt nothing passes.
 *
 * @param ended why the session has ended, if it has
 */
export function brokenRefusal(error: unknown, ended: string | undefined): PushRefusal {
  const why = troubleText(error, ended)
  const isPack = error instanceof GuardError && error.code === 'PUSH_REFUSED'
  return {
    lines: [],
    reason: () => `cursor-guard: ${why}`,
    unpack: isPack ? why : 'ok',
    why,
  }
}

/** Lines that are read one below the other, as one: each but the last ends like a sentence. */
const asSentences = (lines: readonly string[]): string =>
  lines
    .map((line, at) => (at === lines.length - 1 || /[.!?:…]$/.test(line) ? line : `${line}.`))
    .join(' ')

const withTheOthers = 'cursor-guard: refused with the others'

function troubleText(error: unknown, ended: string | undefined): string {
  if (ended !== undefined) return `the session has ended: ${ended}`
  if (error instanceof GuardError) return error.message
  return `the push could not be judged (${(error as NodeJS.ErrnoException).code ?? 'unexpected'})`
}
