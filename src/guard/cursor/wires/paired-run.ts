import { type BidiAppend, createAppendSequencer } from '../../../core/cursor/bidi.ts'
import { GuardError } from '../../../core/errors.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { whenClosed } from '../../../http/respond.ts'
import type { CursorCalls } from '../calls.ts'
import { createClientStream, headAfterMs } from './client-stream.ts'
import { createLateClientWire } from './late-client-wire.ts'
import type { AppendMould, SsePair } from './sse-upstream.ts'
import type { OpenUpstream } from './upstream-wire.ts'
import { createWiredRun } from './wired-run.ts'

/** How long a run waits for the other half of its pair of calls, in milliseconds. */
export const pairingMs = 60_000
/** How late an append is answered at most, in milliseconds: the client gives it 60 s. */
const roomMs = 50_000

/** One run over HTTP/1.1: its stream and its appends come in calls of their own, in any order. */
export interface PairedRun {
  accept(append: BidiAppend, request: Request): void
  /** Resolves when the client may go on; a client that is faster than the service waits here. */
  room(): Promise<void>
  /**
   * The call whose answer is the run's stream; resolves when that is over.
   *
   * @throws {GuardError} `REQUEST_REFUSED` when the run already has its stream
   */
  attach(request: Request, response: Response, body: Uint8Array): Promise<void>
}

export interface PairedRunOptions {
  requestId: string
  /** The first of its calls that came. */
  first: Request
  upstream(calls: CursorCalls, pair: SsePair): OpenUpstream
  onOver(): void
}

export function createPairedRun(
  calls: CursorCalls,
  { requestId, first, upstream, onOver }: PairedRunOptions,
): PairedRun {
  let sequencer = createAppendSequencer()
  const client = createLateClientWire()
  const run = createWiredRun(calls, calls.runId(first), client)
  // Late appends still find the run, but nothing that waited in front of it.
  run.over.addEventListener('abort', () => {
    sequencer = createAppendSequencer()
  })
  let mould: AppendMould = {
    request: first,
    append: { requestId, binary: false, rest: new Uint8Array(0) },
  }
  const close = () => {
    run.close()
    onOver()
  }
  const unpaired = setTimeout(() => {
    run.fail('unavailable', 'cursor-guard: the stream of this run did not come')
    close()
  }, pairingMs)

  return {
    accept(append, request) {
      if (client.over) return
      mould = { request, append }
      const before = sequencer.waitingBytes
      const ready = sequencer.accept(append)
      const more = sequencer.waitingBytes - before
      if (more > 0) run.lease.take(more)
      else run.lease.give(-more)
      for (const { message } of ready) run.message(message)
    },
    async room() {
      if (!run.full) return
      const timer = setTimeout(
        () => run.fail('unavailable', 'cursor-guard: the service takes no more messages'),
        roomMs,
      )
      await run.drained()
      clearTimeout(timer)
    },
    attach(request, response, body) {
      if (client.attached) {
        throw new GuardError('REQUEST_REFUSED', `run ${requestId} already has its stream`)
      }
      clearTimeout(unpaired)
      const stream = createClientStream(response)
      // A client may want the head of the answer before it speaks.
      const opener = setTimeout(() => stream.open(), headAfterMs)
      client.attach(stream)
      run.ready(upstream(calls, { request, body, mould: () => mould }))
      return new Promise((resolve) => {
        whenClosed(response, () => {
          clearTimeout(opener)
          close()
          resolve()
        })
      })
    },
  }
}
