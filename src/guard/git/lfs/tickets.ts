import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { RepositoryName } from '../../../core/git/repository-name.ts'
import type { Action } from './messages.ts'

/** Where one transfer really goes; the client knows the ticket's number alone. */
export interface Ticket {
  kind: 'upload' | 'download'
  repository: RepositoryName
  oid: string
  size: number
  /** Full ref of the push, where the client named it. */
  ref?: string
  url: URL
  headers: Record<string, string>
}

/** Tickets kept at most; the oldest is forgotten. */
const maxTickets = 10_000

export interface Tickets {
  /** Gives the number by which a client finds the transfer. */
  issue(ticket: Ticket): string
  find(number: string): Ticket | undefined
}

/** Addresses which the forge has named in this session. Nobody else's are ever called. */
export function createTickets(): Tickets {
  const tickets = new Map<string, Ticket>()
  return {
    issue(ticket) {
      const number = randomBytes(18).toString('hex')
      tickets.set(number, ticket)
      const oldest = tickets.size > maxTickets ? tickets.keys().next().value : undefined
      if (oldest !== undefined) tickets.delete(oldest)
      return number
    },
    find: (number) => tickets.get(number),
  }
}

/** Never taken over from an answer of the forge. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|te|upgrade|expect|proxy-.*)$/i

/**
 * The address in an answer of the forge, if the guard may call it: the web, no downgrade from
 * https, no user name, and no address inside this network save the forge's own.
 */
export function readTransferAddress(
  { href, header }: Action,
  forge: URL,
): { url: URL; headers: Record<string, string> } | { problem: string } {
  const url = URL.parse(href)
  if (url === null || !/^https?:$/.test(url.protocol))
    return { problem: 'an https address was expected' }
  if (forge.protocol === 'https:' && url.protocol !== 'https:') {
    return { problem: `${url.host} is not reached over https` }
  }
  if (url.username !== '' || url.password !== '' || url.pathname.startsWith('//')) {
    return { problem: `the address at ${url.host} has an unusual form` }
  }
  if (url.hostname !== forge.hostname && isInside(url.hostname)) {
    return { problem: `${url.host} is an address inside this network` }
  }
  const headers = Object.entries(header).filter(
    ([name, value]) =>
      /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) &&
      !ownHeaders.test(name) &&
      /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
  )
  return { url, headers: Object.fromEntries(headers) }
}

/** Names and numbers that mean this machine or its neighbours; `URL` writes numbers one way. */
function isInside(hostname: string): boolean {
  const name = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  if (isIP(name) === 4) {
    return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
      name,
    )
  }
  // Of the other numbers only those of the public internet begin with 2 or 3.
  if (isIP(name) === 6) return !/^[23][0-9a-f]{3}:/.test(name) || /^2002:/.test(name)
  return !name.includes('.') || /\.(internal|local|localhost|localdomain|home\.arpa)$/.test(name)
}
