import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Handler, Request, Response } from '../http/listen.ts'
import { respondJson } from '../http/respond.ts'

/** One protocol of the guarded command: whatever of it reaches the guard is served here. */
export interface Lane {
  readonly name: 'cursor' | 'git'
  /** Whether a call belongs to this lane, by its path and query. */
  owns(url: string): boolean
  /** Serves one call; always answers. */
  serve(request: Request, response: Response): void
  /** Takes over a connection that asks for a tunnel; a lane without this opens none. */
  connect?(request: IncomingMessage, socket: Duplex, head: Uint8Array): void
  /** What only somebody who works through the guard does: calls of the agent, pushes; reading is not. */
  readonly calls: number
  /** Nothing more arrives: waits for what is still at work, and lets go of it. */
  close(): Promise<void>
}

/** Hands each call to the first lane that owns it. */
export function handlerOf(lanes: readonly Lane[]): Handler {
  return (request, response) => {
    const url = String(request.url)
    const lane = lanes.find((one) => one.owns(url))
    if (lane !== undefined) return lane.serve(request, response)
    request.resume()
    respondJson(response, 404, {
      code: 'not_found',
      message: 'cursor-guard: nothing is served here',
    })
  }
}
