/** Something that was spent, until it is given back. */
export interface Spending {
  amount: number
  /** Milliseconds since the epoch; while the call is under way, infinity. */
  backAt: number
}

/** What was spent in the last so many milliseconds. */
export interface SpendingWindow {
  /** Spends, for as long as the call is under way and one window after its end. */
  begin(amount: number): Spending
  /**
   * The call was answered. GitHub has counted it at some moment before, so that what is given back one
   * window from now is no longer in any window of GitHub's.
   *
   * @param amount what it came to, where that was not known before
   */
  end(spending: Spending, now: number, amount?: number): void
  spent(now: number): number
  /** When so much more would be within `limit`: `now`, or the moment enough will be given back. */
  fitsAt(amount: number, limit: number, now: number): number
}

/**
 * A sliding window: all of the limit may be spent at once, and each part comes back one window later.
 * So no stretch of `windowMs` ever holds more than the limit, which a bucket that is refilled at a
 * steady rate can only promise when it is half as large.
 */
export function createSpendingWindow(windowMs: number): SpendingWindow {
  let spendings: Spending[] = []

  function spent(now: number): number {
    spendings = spendings.filter(({ backAt }) => backAt > now)
    return spendings.reduce((sum, { amount }) => sum + amount, 0)
  }

  return {
    begin(amount) {
      const spending = { amount, backAt: Number.POSITIVE_INFINITY }
      spendings.push(spending)
      return spending
    },
    end(spending, now, amount = spending.amount) {
      spending.amount = amount
      spending.backAt = now + windowMs
    },
    spent,
    fitsAt(amount, limit, now) {
      let excess = spent(now) + amount - limit
      if (excess <= 0) return now
      for (const { amount: back, backAt } of spendings.toSorted(byTime)) {
        excess -= back
        if (excess <= 0) return Math.min(backAt, now + windowMs)
      }
      // More than one window holds, as with all who were told to come back before: whole windows on.
      return now + windowMs * (1 + Math.ceil(excess / limit))
    },
  }
}

const byTime = (a: Spending, b: Spending): number => a.backAt - b.backAt
