import type { LfsPointer } from '../../../core/git/lfs-pointer.ts'
import type { RepositoryName } from '../../../core/git/repository-name.ts'
import { plain } from '../../../core/policy/render/plain-text.ts'
import type { LfsContext } from './lfs-context.ts'
import type { Action, AnsweredObject, BatchQuestion } from './messages.ts'
import { readTransferAddress, type Ticket } from './tickets.ts'

/** What the client is told of one object: the guard's addresses, an error, or that it is there. */
export interface ObjectAnswer extends LfsPointer {
  authenticated?: true
  actions?: Partial<Record<Ticket['kind'], GuardAction>>
  error?: { code: number; message: string }
}

type GuardAction = Pick<Action, 'href' | 'expires_in' | 'expires_at'>

type AnswerContext = Pick<LfsContext, 'base' | 'address' | 'tickets' | 'present'>

/** An answer of the guard's own, for an object that goes nowhere. */
export const failedObject = (
  { oid, size }: LfsPointer,
  code: number,
  message: string,
): ObjectAnswer => ({ oid, size, error: { code, message: `cursor-guard: ${message}` } })

/**
 * The forge's answer for one object as the client gets it: each address is kept as a ticket, and the
 * client gets the guard's.
 *
 * @param answered what the forge said of the object; absent when it said nothing
 */
export function answerObject(
  context: AnswerContext,
  { repository, question }: { repository: RepositoryName; question: BatchQuestion },
  object: LfsPointer,
  answered: AnsweredObject | undefined,
): ObjectAnswer {
  const { oid, size } = object
  if (answered === undefined) {
    return failedObject(object, 502, 'the forge did not answer for this object')
  }
  if (answered.error !== undefined) {
    const { code, message } = answered.error
    return failedObject(object, code, `the forge: ${plain(message).slice(0, 300)}`)
  }
  const actions: ObjectAnswer['actions'] = {}
  const kind = question.operation
  const action = answered.actions?.[kind]
  if (action !== undefined) {
    const read = readTransferAddress(action, context.base)
    if ('problem' in read) {
      return failedObject(object, 502, `the forge named a place that is not used: ${read.problem}`)
    }
    const number = context.tickets.issue({
      kind,
      repository,
      oid,
      size,
      ...(question.ref === undefined ? {} : { ref: question.ref.name }),
      ...read,
    })
    actions[kind] = guardAction(action, addressOf(context, repository, number))
  }
  if (kind === 'upload' && action === undefined) {
    context.present.set(`${repository} ${oid}`, true)
    return { oid, size }
  }
  return { oid, size, authenticated: true, actions }
}

const addressOf = (
  { address }: AnswerContext,
  repository: RepositoryName,
  number: string,
): string => `${address}/git/${repository}.git/info/lfs/transfer/${number}`

const guardAction = ({ expires_in, expires_at }: Action, href: string): GuardAction => ({
  href,
  ...(expires_in === undefined ? {} : { expires_in }),
  ...(expires_at === undefined ? {} : { expires_at }),
})
