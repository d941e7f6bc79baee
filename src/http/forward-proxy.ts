import http from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import { GuardError } from '../core/errors.ts'

/** The proxies between this machine and the services, as its environment names them. */
export interface ForwardProxies {
  /** The one that calls of this address go through, if any. */
  of(base: URL): URL | undefined
}

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` in either case as curl does; names in small
 * letters come first.
 *
 * @throws {GuardError} `INPUT_INVALID` when one is no http or https address; its value, which may
 * hold a password, is not in the message
 */
export function readForwardProxies(environment: NodeJS.ProcessEnv): ForwardProxies {
  const read = (name: string): URL | undefined => {
    const value = environment[name.toLowerCase()] || environment[name]
    if (!value) return undefined
    const proxy = URL.parse(value.includes('://') ? value : `http://${value}`)
    if (proxy !== null && /^https?:$/.test(proxy.protocol)) return proxy
    throw new GuardError('INPUT_INVALID', `${name} is no address of a proxy`, {
      hint: 'Expected http://HOST:PORT or https://HOST:PORT.',
    })
  }
  const proxies = { 'http:': read('HTTP_PROXY'), 'https:': read('HTTPS_PROXY') }
  const exceptions = (environment.no_proxy || environment.NO_PROXY || '').split(/[\s,]+/)
  return {
    of(base) {
      const isException = exceptions.some((one) => covers(one, base))
      return isException ? undefined : proxies[base.protocol === 'https:' ? 'https:' : 'http:']
    },
  }
}

/** `example.com`, `.example.com`, `*.example.com`, each with or without a port, or `*`. */
function covers(exception: string, base: URL): boolean {
  if (exception === '*') return true
  const [, name = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? []
  if (name === '' || (port !== undefined && port !== portOf(base))) return false
  return `.${base.hostname}`.endsWith(`.${name}`)
}

/** Host and port, without a login. */
export const proxyName = (proxy: URL): string => `${proxy.hostname}:${portOf(proxy)}`

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80')

/** A connection to the address through the proxy; rejects with what went wrong. */
export function openTunnel(proxy: URL, base: URL, timeoutMs: number): Promise<Duplex> {
  const target = `${base.hostname}:${portOf(base)}`
  const login = decodeURIComponent(`${proxy.username}:${proxy.password}`)
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? https : http).request({
      host: proxy.hostname,
      port: portOf(proxy),
      method: 'CONNECT',
      path: target,
      headers: {
        host: target,
        ...(proxy.username
          ? { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
          : {}),
      },
      timeout: timeoutMs,
    })
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(new Error(`it answered ${response.statusCode}`))
    })
    request.once('timeout', () => request.destroy(new Error('timeout')))
    request.once('error', reject)
    request.end()
  })
}
