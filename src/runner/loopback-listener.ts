import { GuardError } from '../core/errors.ts'
import { type Handler, type Listener, listen } from '../http/listen.ts'
import { respondJson } from '../http/respond.ts'
import { baseUrlOf, findLoopbackAddress } from './loopback-address.ts'

export interface LoopbackListener {
  /** What clients are told, as in `http://127.0.0.2:4711`. */
  baseUrl: string
  close(): Promise<void>
}

/**
 * Listens on loopback for the agent's calls.
 *
 * A request that names another host is refused, whoever sends it: a page in a browser can make a
 * name resolve to loopback, but it cannot change the `Host` header.
 *
 * @param port 0 for any free one
 * @throws {GuardError} `MACHINE_UNSUITABLE` when the port is taken
 */
export async function startLoopbackListener(options: {
  port: number
  handler: Handler
}): Promise<LoopbackListener> {
  const address = await findLoopbackAddress()
  let authority = ''
  const listener: Listener = await listen({
    host: address.host,
    port: options.port,
    handler(request, response) {
      const named = request.headers[':authority'] ?? request.headers.host
      if (named !== authority) {
        request.resume()
        return respondJson(response, 421, {
          code: 'invalid_argument',
          message: `cursor-guard: a request for ${authority} was expected`,
        })
      }
      options.handler(request, response)
    },
  }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EADDRINUSE' ? 'the port is taken' : cause.message
    throw new GuardError(
      'MACHINE_UNSUITABLE',
      `cannot listen on ${address.urlHost}:${options.port}: ${why}`,
      {
        hint: 'Leave the port out, so that a free one is taken.',
        cause,
      },
    )
  })
  const baseUrl = baseUrlOf(address, listener.port)
  authority = new URL(baseUrl).host
  return { baseUrl, close: () => listener.close() }
}
