import type { Request, Response } from '../../http/listen.ts'
import { respond } from '../../http/respond.ts'

/** Not to be kept by anybody between the client and the guard. */
export const noCache = {
  'cache-control': 'no-cache, max-age=0, must-revalidate',
  expires: 'Fri, 01 Jan 1980 00:00:00 GMT',
  pragma: 'no-cache',
  'x-accel-buffering': 'no',
} as const

/** Most bytes of a refused request that are read, so that its client gets to read the answer. */
export const maxDrainBytes = 4 * 2 ** 30
/** Longest time it is read for, in milliseconds. */
export const maxDrainMs = 600_000

/**
 * Answers with plain text, which git shows line by line as `remote: …` when it asked for refs.
 *
 * The request is read to its end first: a client that is still sending would miss the answer.
 */
export async function refuseText(
  request: Request,
  response: Response,
  status: number,
  lines: readonly string[],
): Promise<void> {
  await drain(request)
  const headers = { ...noCache, 'content-type': 'text/plain; charset=utf-8' }
  const challenge =
    status === 401 ? { 'www-authenticate': 'Basic realm="cursor-guard session"' } : {}
  const text = lines.map((line) => `cursor-guard: ${line}\n`).join('')
  respond(response, status, { ...headers, ...challenge }, text)
}

/** Reads a request to its end and forgets it; cuts the connection where that takes too much. */
export function drain(request: Request): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve()
    let read = 0
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    const cut = () => {
      request.destroy()
      done()
    }
    const timer = setTimeout(cut, maxDrainMs)
    request.on('data', (chunk: Uint8Array) => {
      read += chunk.length
      if (read > maxDrainBytes) cut()
    })
    for (const end of ['end', 'close', 'error'] as const) request.once(end, done)
    request.resume()
  })
}
