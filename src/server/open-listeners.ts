import { GuardError } from '../core/errors.ts'
import { type Handler, type Listener, listen } from '../http/listen.ts'

/** For clients on a network. */
const limits = { maxConnections: 4_096, idleMs: 60_000 }

/**
 * Listens on one address, or on both loopback addresses: `localhost` is either.
 *
 * @param options.host absent for both loopback addresses
 * @param options.port 0 for any free one
 * @throws {GuardError} `MACHINE_UNSUITABLE` when the address cannot be had
 */
export async function openListeners(
  { host, port }: { host?: string; port: number },
  handler: Handler,
): Promise<Omit<Listener, 'host'>> {
  const first = await listenOn(host ?? '127.0.0.1', port, handler)
  // A machine without IPv6 has one loopback address.
  const second =
    host === undefined
      ? await listenOn('::1', first.port, handler).catch(() => undefined)
      : undefined
  return {
    port: first.port,
    async close(graceMs) {
      await Promise.all([first.close(graceMs), second?.close(graceMs)])
    },
  }
}

async function listenOn(host: string, port: number, handler: Handler): Promise<Listener> {
  try {
    return await listen({ host, port, handler, limits })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new GuardError('MACHINE_UNSUITABLE', `cannot listen on ${host} port ${port} (${code})`, {
      hint: 'Set HOST and PORT to an address that is free.',
      cause,
    })
  }
}
