import type { ReceivedText } from './received-text.ts'
import type { Grow } from './rule.ts'
import type { Span } from './span.ts'

/** Secrets without a bound that have begun; only their beginning is kept. */
export interface GrowingSecrets {
  add(span: Span, grow: Grow): void
  /** Follows each as far as the text goes. `final`: no more text. */
  follow(received: ReceivedText, final: boolean): void
  /** Those that have not ended. */
  readonly open: readonly Span[]
}

/** `report` takes each secret when it has ended. */
export function createGrowing(report: (span: Span) => void): GrowingSecrets {
  const open: Span[] = []
  let grows: Grow[] = []
  return {
    open,
    add(span, grow) {
      open.push(span)
      grows.push(grow)
    },
    follow({ text, base }, final) {
      const before = open.splice(0)
      grows = grows.filter((grow, index) => {
        const span = before[index]
        if (span === undefined) return false
        const { to, done } = grow(text, span.end - base, final)
        span.end = base + to
        if (done) report(span)
        else open.push(span)
        return !done
      })
    },
  }
}
