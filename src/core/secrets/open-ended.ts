import type { ReceivedText } from './received-text.ts'
import type { FollowSecret } from './rule.ts'
import type { Span } from './span.ts'

/** Secrets without a bound (open-ended) that have begun; only their beginning is kept. */
export interface OpenEndedSecrets {
  add(span: Span, follow: FollowSecret): void
  /** Follows each as far as the text goes. `final`: no more text. */
  follow(received: ReceivedText, final: boolean): void
  /** Those that have not ended. */
  readonly open: readonly Span[]
}

/** Follows open-ended secrets from piece to piece; `report` takes each secret when it has ended. */
export function createOpenEndedSecrets(report: (span: Span) => void): OpenEndedSecrets {
  const open: Span[] = []
  let follows: FollowSecret[] = []
  return {
    open,
    add(span, follow) {
      open.push(span)
      follows.push(follow)
    },
    follow({ text, base }, final) {
      const before = open.splice(0)
      follows = follows.filter((follow, index) => {
        const span = before[index]
        if (span === undefined) return false
        const { to, done } = follow(text, span.end - base, final)
        span.end = base + to
        if (done) report(span)
        else open.push(span)
        return !done
      })
    },
  }
}
