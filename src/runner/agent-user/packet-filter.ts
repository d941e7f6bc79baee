import { findSystemProgram } from '../../adapters/machine/system-programs.ts'
import { asRoot, type Privilege } from './privilege.ts'

/** Name of the table that holds a user's rules. */
export const tableOf = (uid: number): string => `cursor_guard_${uid}`

/**
 * The rules, as `nft -f` reads them: one transaction that replaces what an earlier session left.
 *
 * Only packets of the user's sockets are touched. It may reach the proxy; everything else, other
 * ports of this machine, name servers, IPv4 and IPv6, is rejected at once, so that nothing hangs.
 *
 * @param proxy address without brackets
 */
export function packetFilterRules(uid: number, proxy: { host: string; port: number }): string {
  const table = tableOf(uid)
  const family = proxy.host.includes(':') ? 'ip6' : 'ip'
  return `add table inet ${table}
delete table inet ${table}
table inet ${table} {
  chain output {
    type filter hook output priority filter; policy accept;
    meta skuid ${uid} jump agent
  }
  chain agent {
    ${family} daddr ${proxy.host} tcp dport ${proxy.port} accept
    meta l4proto tcp counter reject with tcp reset
    counter reject with icmpx type admin-prohibited
  }
}
`
}

const notInstalled = 'nft: not installed'

/** @returns what went wrong, or an empty list */
export async function installTable(
  privilege: Privilege,
  uid: number,
  proxy: { host: string; port: number },
): Promise<string[]> {
  const nft = await findSystemProgram('nft')
  if (nft === undefined) return [notInstalled]
  const input = packetFilterRules(uid, proxy)
  const outcome = await asRoot(privilege, '"$1" -f -', [nft], { input, timeoutMs: 20_000 })
  return outcome.code === 0 ? [] : [`nft: ${outcome.complaint || `exit code ${outcome.code}`}`]
}

/** Removes the user's table, if there is one. @returns what went wrong, or an empty list */
export async function removeTable(privilege: Privilege, uid: number): Promise<string[]> {
  const nft = await findSystemProgram('nft')
  if (nft === undefined) return [notInstalled]
  const script = '"$1" list table inet "$2" >/dev/null 2>&1 || exit 0; "$1" delete table inet "$2"'
  const outcome = await asRoot(privilege, script, [nft, tableOf(uid)], { timeoutMs: 20_000 })
  return outcome.code === 0 ? [] : [`nft: ${outcome.complaint || `exit code ${outcome.code}`}`]
}
