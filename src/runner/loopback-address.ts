import { createServer } from 'node:net'
import { GuardError } from '../core/errors.ts'

/** Where the proxy listens and what clients are told. */
export interface LoopbackAddress {
  /** For `listen`: without brackets. */
  host: '127.0.0.2' | '::1'
  /** For URLs and `Host`: an IPv6 address stands in brackets. */
  urlHost: '127.0.0.2' | '[::1]'
}

/**
 * In order of preference. `localhost` and `127.0.0.1` are left out on purpose: for these two names
 * the client switches off TLS checks for itself, and every command it starts inherits that.
 */
const candidates: readonly LoopbackAddress[] = [
  { host: '127.0.0.2', urlHost: '127.0.0.2' },
  { host: '::1', urlHost: '[::1]' },
]

/**
 * The first loopback address that this machine lets us listen on.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when there is none
 */
export async function findLoopbackAddress(
  canListen: (host: string) => Promise<boolean> = canListenOn,
): Promise<LoopbackAddress> {
  for (const address of candidates) if (await canListen(address.host)) return address
  throw new GuardError(
    'MACHINE_UNSUITABLE',
    'neither 127.0.0.2 nor ::1 can be listened on, and at 127.0.0.1 the client would switch TLS checks off',
    { hint: 'Add one of them: `sudo ifconfig lo0 alias 127.0.0.2 up` on macOS, or enable IPv6.' },
  )
}

/** The address as clients are given it, such as `http://127.0.0.2:41234`. */
export function baseUrlOf(address: LoopbackAddress, port: number): string {
  return `http://${address.urlHost}:${port}`
}

/** Whether a listening socket can be opened on `host`, at any free port. */
export function canListenOn(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host, port: 0, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
