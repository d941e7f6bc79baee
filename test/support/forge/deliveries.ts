import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** One attempt to bring a webhook to the App. */
export interface Delivery {
  id: number
  /** The same for every attempt. */
  guid: string
  event: string
  action: string | null
  payload: Record<string, unknown>
  deliveredAt: string
  redelivery: boolean
  /** What the App answered; 0 when nothing came. */
  status: number
  durationMs: number
}

/** What happens to a webhook on its way. */
export type DeliveryFault = 'lost' | { delayMs: number } | 'twice' | 'wrong-signature'

/** Brings signed webhooks to the App and remembers every attempt. */
export interface Deliveries {
  /** The App's address; nothing is sent before it is known. */
  to: string | undefined
  readonly all: Delivery[]
  fault:
    | ((event: string, payload: Record<string, unknown>) => DeliveryFault | undefined)
    | undefined
  send(event: string, payload: Record<string, unknown>): void
  /** Another attempt at a delivery, by its id; whether there is such a delivery. */
  redeliver(id: number): boolean
  /** What `settled` waits for as well: webhooks may come of it. */
  after<T>(work: Promise<T>): Promise<T>
  /** Resolves when all that was sent so far has been answered. */
  settled(): Promise<void>
}

/** GitHub waits so long for an answer, in milliseconds. */
const answerTimeoutMs = 10_000
/** So long nothing more is sent when everything was, in milliseconds. */
const quietMs = 30

/**
 * @param breathe asks the emulator for something, which takes as long as a webhook from it: on a slow
 * machine, longer
 */
export function createDeliveries(
  secret: string,
  appId: number,
  breathe: () => Promise<unknown>,
): Deliveries {
  const pending = new Set<Promise<void>>()
  let lastId = 0

  function attempt(delivery: Delivery, signedWith: string): void {
    const sending = post(delivery, signedWith).finally(() => pending.delete(sending))
    pending.add(sending)
  }

  async function post(delivery: Delivery, signedWith: string): Promise<void> {
    const body = JSON.stringify(delivery.payload)
    const start = performance.now()
    try {
      const response = await fetch(deliveries.to ?? '', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/forge',
          'x-github-delivery': delivery.guid,
          'x-github-event': delivery.event,
          'x-github-hook-id': '1',
          'x-github-hook-installation-target-id': String(appId),
          'x-github-hook-installation-target-type': 'integration',
          'x-hub-signature-256': `sha256=${createHmac('sha256', signedWith).update(body).digest('hex')}`,
        },
        body,
        signal: AbortSignal.timeout(answerTimeoutMs),
      })
      await response.arrayBuffer()
      delivery.status = response.status
    } catch {
      delivery.status = 0
    }
    delivery.durationMs = performance.now() - start
  }

  function note(
    of: Pick<Delivery, 'event' | 'payload'>,
    guid: string,
    redelivery: boolean,
  ): Delivery {
    lastId += 1
    const { action } = of.payload
    const delivery: Delivery = {
      id: lastId,
      guid,
      event: of.event,
      action: typeof action === 'string' ? action : null,
      payload: of.payload,
      deliveredAt: new Date().toISOString(),
      redelivery,
      status: 0,
      durationMs: 0,
    }
    deliveries.all.push(delivery)
    return delivery
  }

  const deliveries: Deliveries = {
    to: undefined,
    all: [],
    fault: undefined,
    send(event, payload) {
      const delivery = note({ event, payload: structuredClone(payload) }, randomUUID(), false)
      if (deliveries.to === undefined) return
      const fault = deliveries.fault?.(event, payload)
      if (fault === 'lost') return
      if (typeof fault === 'object') {
        const sending = sleep(fault.delayMs)
          .then(() => post(delivery, secret))
          .finally(() => pending.delete(sending))
        pending.add(sending)
        return
      }
      attempt(delivery, fault === 'wrong-signature' ? `${secret}?` : secret)
      if (fault === 'twice') attempt(note(delivery, delivery.guid, true), secret)
    },
    redeliver(id) {
      const delivery = deliveries.all.find((one) => one.id === id)
      if (delivery === undefined) return false
      attempt(note(delivery, delivery.guid, true), secret)
      return true
    },
    after(work) {
      const waiting: Promise<void> = work
        .then(
          () => {},
          () => {},
        )
        .finally(() => pending.delete(waiting))
      pending.add(waiting)
      return work
    },
    async settled() {
      // The emulator sends its webhooks a moment after its answer.
      for (let sent = -1; sent !== deliveries.all.length; ) {
        sent = deliveries.all.length
        while (pending.size > 0) await Promise.all(pending)
        await sleep(quietMs)
        for (let breath = 0; breath < 3; breath += 1) await breathe()
      }
    },
  }
  return deliveries
}
