import type { Handler, Request, Response } from '../http/listen.ts'
import { isAt, type ServerPath } from './paths.ts'

/** Requests that come in slower than this are given up, in milliseconds. */
const maxRequestMs = 60_000

export type Serve = (request: Request, response: Response) => void | Promise<void>

/** What answers at a path. */
export interface Route extends ServerPath {
  serve: Serve
}

/**
 * Sends each request to the first route at its path.
 *
 * @param options.other answers where there is no route
 * @param options.onError told of what a route threw; the connection is cut
 * @param options.requestMs by then the whole request must have arrived
 */
export function createRouter(
  routes: readonly Route[],
  options: { other: Serve; onError(error: unknown): void; requestMs?: number },
): Handler {
  return (request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    const { serve } = routes.find((one) => isAt(one, path)) ?? { serve: options.other }
    giveUpAfter(options.requestMs ?? maxRequestMs, request)
    const served = (async () => serve(request, response))()
    served.catch((error: unknown) => {
      options.onError(error)
      response.destroy()
    })
  }
}

/** HTTP/2 has no such limit of its own, and the listener none at all: streams stay open. */
function giveUpAfter(ms: number, request: Request): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy()
  }, ms)
  request.once('close', () => clearTimeout(timer))
}
