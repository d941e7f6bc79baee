import type { Logger } from 'pino'
import { SmeeClient } from 'smee-client'
import { within } from '../../work/within.ts'
import { maxPayloadBytes } from './take-body.ts'

/** A channel that does not answer by then is tried again, in milliseconds. */
const connectMs = 30_000
/** Pause between two tries, in milliseconds; it doubles each time, up to `maxPauseMs`. */
const firstPauseMs = 1_000
const maxPauseMs = 60_000
/**
 * Deliveries forwarded at once; the forge is asked again for anything beyond: see `redelivery.ts`.
 */
const maxForwarding = 32
/** How long this server may take to answer a forwarded delivery, in milliseconds. */
const forwardMs = 20_000
/** The headers of a delivery that this server reads. */
const carried = ['x-github-event', 'x-github-delivery', 'x-hub-signature-256']

export interface ChannelOptions {
  /** The channel: `https://smee.io/AbC123`. */
  source: string
  /** Where this server takes webhooks in. */
  target: string
  log: Pick<Logger, 'info' | 'warn'>
  firstPauseMs?: number
}

/** Takes webhooks from a smee channel until it is closed; while it is away, it is tried again. */
export function openChannel(options: ChannelOptions): { close(): Promise<void> } {
  const { source, log } = options
  const closed = Promise.withResolvers<'closed'>()
  let isClosed = false
  const forward = createForwarder(options)

  async function keepOpen(): Promise<void> {
    let pause = options.firstPauseMs ?? firstPauseMs
    while (!isClosed) {
      // The client's own forwarding would end the process when a channel sends what is no delivery.
      const smee = new SmeeClient({ ...options, forward: false, logger: quiet })
      smee.onmessage = ({ data }) => void forward(data)
      const why = await connectionOf(smee, closed.promise, () => {
        pause = options.firstPauseMs ?? firstPauseMs
        log.info({ channel: source }, 'webhooks come through the channel')
      })
      await smee.stop()
      if (isClosed) return
      log.warn({ channel: source, why, againInMs: pause }, 'the channel is away and tried again')
      await within(pause, closed.promise)
      pause = Math.min(2 * pause, maxPauseMs)
    }
  }

  const ended = keepOpen()
  return {
    async close() {
      isClosed = true
      closed.resolve('closed')
      await ended
    },
  }
}

/** Resolves with the reason when the connection could not be made, or is gone for good. */
async function connectionOf(
  smee: SmeeClient,
  closed: Promise<'closed'>,
  onOpen: () => void,
): Promise<string> {
  const starting = smee.start()
  // It may fail when nobody waits for it any more.
  starting.catch(() => {})
  try {
    const events = await within(connectMs, Promise.race([starting, closed]))
    if (events === undefined) return 'no answer'
    if (events === 'closed') return events
    onOpen()
    const lost = Promise.withResolvers<string>()
    // The client reconnects after a short break by itself, and gives up after a refusal.
    events.addEventListener('error', (event) => {
      if (events.readyState === events.CLOSED) lost.resolve(event.message ?? 'it was ended')
    })
    return await Promise.race([lost.promise, closed])
  } catch (error) {
    return (error as { message?: string }).message ?? 'it cannot be reached'
  }
}

function createForwarder({ target, log }: ChannelOptions) {
  let forwarding = 0
  return async (data: unknown): Promise<void> => {
    if (typeof data !== 'string' || data.length > 2 * maxPayloadBytes) return
    if (forwarding >= maxForwarding) {
      return log.warn({ forwarding }, 'too much comes through the channel: a webhook was dropped')
    }
    forwarding += 1
    try {
      await handOn(data, target)
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unexpected'
      log.warn({ why }, 'a webhook of the channel could not be handed on')
    } finally {
      forwarding -= 1
    }
  }
}

/** The signature is over the body as the forge wrote it, which is JSON without spaces. */
async function handOn(data: string, target: string): Promise<void> {
  const { body, ...given } = parseEvent(data)
  const headers = carried.flatMap((name) => {
    const value = given[name]
    return typeof value === 'string' ? [[name, value] as [string, string]] : []
  })
  const response = await fetch(target, {
    method: 'POST',
    body: JSON.stringify(body ?? {}),
    headers: [...headers, ['content-type', 'application/json']],
    signal: AbortSignal.timeout(forwardMs),
  })
  await response.body?.cancel()
}

function parseEvent(data: string): Record<string, unknown> {
  let event: unknown
  try {
    event = JSON.parse(data)
  } catch {
    // The parser's message would show some of it in the log.
  }
  if (typeof event === 'object' && event !== null) return event as Record<string, unknown>
  throw new Error('it is no delivery')
}

const quiet = { info: () => {}, error: () => {} }
