import { GuardError } from '../../core/errors.ts'
import type { Request } from '../../http/listen.ts'
import { keptOrRefused, type Session } from '../session.ts'

/** Different calls noted in one session; more of them are not. */
const maxNotedCalls = 200

/** Calls to the service which an agent's run does not need. */
export interface UnknownCalls {
  /** Says once in the record what was asked for. */
  note(text: string, request: Request): void
  /**
   * Lets a call that no list names pass as what it may be: a tool nobody knows.
   *
   * @throws {GuardError} `REQUEST_REFUSED` unless policy permits such calls, and this one
   */
  admit(request: Request): Promise<void>
}

export function createUnknownCalls(session: Session): UnknownCalls {
  const noted = new Set<string>()
  const note = (text: string, { method = '', url = '' }: Request) => {
    const call = `${method} ${url}`
    if (noted.has(call) || noted.size >= maxNotedCalls) return
    noted.add(call)
    const path = session.secrets.maskText(url).text
    session.recorder.append({ kind: 'note', text, verb: method, path })
  }
  return {
    note,
    async admit(request) {
      const path = String(request.url).split('?', 1)[0] ?? ''
      const call = `${request.method} ${path.slice(0, 100)}`
      if (session.policy.cursor.unknown_calls === 'deny') {
        note('a call that an agent does not need was refused', request)
        const why = `${call} is no call that an agent needs (policy: cursor.unknown_calls)`
        throw new GuardError('REQUEST_REFUSED', why)
      }
      note('a call nobody can name', request)
      session.addCaveat(`gap: unknown call ${call}`)
      const decision = session.judge({ kind: 'tool', tool: 'unknown', name: call }, {})
      if (decision.effective === 'deny' || decision.effective === 'hold') {
        throw new GuardError('REQUEST_REFUSED', decision.reason ?? 'denied')
      }
      await keptOrRefused(session)
    },
  }
}
