import { GuardError } from '../core/errors.ts'
import type { Request } from '../http/listen.ts'
import type { Session } from './session.ts'

/** Different troubles that are told in one session; more of them are not. */
const maxTold = 100

/** What went wrong behind the guard, so that a session in which nothing worked does not look whole. */
export interface UpstreamTrouble {
  /** A call had no answer: once for each call and reason a gap, which makes the record partial. */
  failed(request: Request, error: unknown): void
  /** A call was answered with an error of the service's own, which the client has got. */
  answered(request: Request, status: number): void
}

/** @param who whose answers these are, as in `the service` */
export function createUpstreamTrouble(session: Session, who: string): UpstreamTrouble {
  const told = new Set<string>()
  const isNew = (text: string) => {
    if (told.has(text) || told.size >= maxTold) return false
    told.add(text)
    return true
  }
  const nameOf = ({ method = '', url = '' }: Request) => {
    const path = url.split('?', 1)[0] ?? ''
    return session.secrets.maskText(`${method} ${path.slice(0, 100)}`).text
  }
  return {
    failed(request, error) {
      if (!(error instanceof GuardError) || error.code !== 'UPSTREAM_FAILED') return
      const text = `${who} did not answer ${nameOf(request)}: ${error.message}`
      if (!isNew(text)) return
      session.recorder.append({ kind: 'gap', reason: text })
      session.addCaveat(`gap: ${text}`)
    },
    answered(request, status) {
      const text = `${who} answered ${nameOf(request)} with HTTP ${status}`
      if (status < 400 || !isNew(text)) return
      session.recorder.append({ kind: 'note', text })
      session.addCaveat(text)
    },
  }
}
