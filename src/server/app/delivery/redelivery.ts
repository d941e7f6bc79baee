import type { Logger } from 'pino'
import { isStatus, type Octokit } from '../../../adapters/github/octokit.ts'

/** How often failed deliveries are looked for, in milliseconds. */
export const redeliveryIntervalMs = 10 * 60_000
/** The forge keeps deliveries, and sends them again, for three days. */
const maxAgeMs = 3 * 86_400_000
/**
 * Overlap of two readings of the list, in milliseconds: clocks differ, and deliveries take time.
 */
const overlapMs = 30 * 60_000
/** How often one delivery is asked for. */
const maxTimes = 3
/**
 * Minimum pause between two requests for the same delivery, in milliseconds: it may still be on its
 * way.
 */
const pauseMs = 15 * 60_000
const perPage = 100
/** Pages of the list read at most; of a longer one only what the forge itself marks as failed. */
const maxPages = 50
/** Statuses this server gives that another attempt would only get again. */
const finalAnswers = new Set([400, 405, 413, 415, 422])
const bookmarkName = 'redelivery'

/** What the App remembers of deliveries. */
export interface DeliveryMemory {
  /** Which of these were taken in. */
  known(ids: readonly string[]): Promise<Set<string>>
  /**
   * Counts one more request, unless it was asked for lately (`later`) or often enough (`never`).
   */
  mayAskAgain(id: string, maxTimes: number, pauseMs: number): Promise<'yes' | 'later' | 'never'>
  bookmark(name: string): Promise<number | undefined>
  setBookmark(name: string, at: number): Promise<void>
}

/** One attempt to deliver; `guid` is the delivery's, `id` the attempt's. */
interface Attempt {
  id: number
  guid: string
  event: string
  delivered_at: string
  status_code: number
}

/**
 * Asks the forge to send again what it could not deliver and what is not here: the server was down,
 * or the network was.
 *
 * @param octokit speaks as the App
 * @param now milliseconds since the epoch
 * @returns how many deliveries it asked for
 * @see https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export async function fetchMissedDeliveries(
  octokit: Octokit,
  memory: DeliveryMemory,
  now: number,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<number> {
  const last = await memory.bookmark(bookmarkName)
  const since = Math.max((last ?? 0) - overlapMs, now - maxAgeMs)
  const failed = await readFailed(octokit, since)
  const known = await memory.known(failed.map(({ guid }) => guid))
  let asked = 0
  let seenUntil = now
  for (const attempt of failed) {
    if (known.has(attempt.guid)) continue
    const may = await memory.mayAskAgain(attempt.guid, maxTimes, pauseMs)
    // The next reading must reach back to this one.
    if (may === 'later') seenUntil = Math.min(seenUntil, Date.parse(attempt.delivered_at))
    if (may === 'yes' && (await ask(octokit, attempt, log))) asked += 1
  }
  await memory.setBookmark(bookmarkName, seenUntil)
  if (asked > 0) log.info({ asked }, 'asked the forge to send missed deliveries again')
  return asked
}

/**
 * Deliveries since then of which no attempt succeeded, by their latest attempt, the oldest first.
 */
async function readFailed(octokit: Octokit, since: number): Promise<Attempt[]> {
  const attempts = new Map<number, Attempt>()
  // The whole list first: it is not documented whether the filter knows a server that was not
  // reached.
  const whole = await readAttempts(octokit, since, undefined, attempts)
  if (!whole) await readAttempts(octokit, since, 'failure', attempts)
  const newestFirst = [...attempts.values()].toSorted((a, b) => timeOf(b) - timeOf(a))
  const delivered = new Set(newestFirst.filter(hasSucceeded).map(({ guid }) => guid))
  const latest = new Map<string, Attempt>()
  for (const one of newestFirst) if (!latest.has(one.guid)) latest.set(one.guid, one)
  return [...latest.values()]
    .filter(({ guid, event, status_code: status }) => {
      return !delivered.has(guid) && !finalAnswers.has(status) && event !== 'ping'
    })
    .toReversed()
}

/** @returns whether the list was read back to `since` */
async function readAttempts(
  octokit: Octokit,
  since: number,
  status: 'failure' | undefined,
  into: Map<number, Attempt>,
): Promise<boolean> {
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const { data, headers } = await octokit.rest.apps.listWebhookDeliveries({
      per_page: perPage,
      ...(cursor === undefined ? {} : { cursor }),
      ...(status === undefined ? {} : { status }),
    })
    for (const attempt of data) if (timeOf(attempt) >= since) into.set(attempt.id, attempt)
    cursor = nextCursor(headers.link)
    if (cursor === undefined || data.some((one) => timeOf(one) < since)) return true
  }
  return false
}

const timeOf = (attempt: Attempt): number => Date.parse(attempt.delivered_at)
const hasSucceeded = ({ status_code: status }: Attempt): boolean => status >= 200 && status < 300

/** The forge's link to the next page, as it stands in the header. */
const nextCursor = (link: string | undefined): string | undefined => {
  const next = link?.split(',').find((part) => /rel="next"/.test(part))
  const address = next && /<([^>]+)>/.exec(next)?.[1]
  return (address && new URL(address).searchParams.get('cursor')) ?? undefined
}

async function ask(octokit: Octokit, { id, guid }: Attempt, log: Pick<Logger, 'warn'>) {
  try {
    await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id })
    return true
  } catch (error) {
    // Too old, or unknown by now; the others are still asked for.
    if (!isStatus(error, 400, 404, 422)) throw error
    log.warn({ delivery: guid }, 'the forge does not send this delivery again')
    return false
  }
}
