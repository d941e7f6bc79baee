import type { GitSetting } from '../../core/git/config-text.ts'
import { remoteAddresses, rewrite, rewriteRules } from './config-entries.ts'
import { type GitAddress, leadsToForge, readGitAddress, usualPrefixes } from './git-url.ts'
import type { SurveyedPlace } from './survey.ts'

const maxEscapes = 20

/** Prefixes of the forge that are in use here and that no rule knows yet. */
export function prefixesToAdd(
  entries: readonly GitSetting[],
  base: string,
  forges: readonly URL[],
): string[] {
  const rules = rewriteRules(entries)
  return remoteAddresses(entries)
    .flatMap(({ given }) => given)
    .filter((url) => !rewrite(url, rules, 'push').startsWith(base))
    .map(readGitAddress)
    .flatMap((address) =>
      address.kind === 'network' && forges.some((forge) => leadsToForge(address, forge))
        ? [address.prefix]
        : [],
    )
}

/** Where git goes past the guard, one phrase each: `git-escapes: origin (git.example.com)`. */
export function findEscapes(
  places: readonly SurveyedPlace[] | undefined,
  base: string,
  forges: readonly URL[],
): string[] {
  if (places === undefined) return ['git-escapes: the configuration could not be looked at']
  const found = new Set(places.flatMap((place) => escapesOf(place, base, forges)))
  if (found.size <= maxEscapes) return [...found]
  return [...[...found].slice(0, maxEscapes), `git-escapes: ${found.size - maxEscapes} more`]
}

function escapesOf({ folder, entries }: SurveyedPlace, base: string, forges: readonly URL[]) {
  const place = folder ?? 'user settings'
  if (entries === undefined) return [phrase(place, 'settings git cannot read')]
  // Without a repository there is no remote: what counts is where a usual address would lead.
  const rules = rewriteRules(entries)
  const probes = folder === undefined ? forges.flatMap(usualPrefixes) : []
  const bent = probes.filter((prefix) => {
    const url = `${prefix}owner/name`
    const ways = [rewrite(url, rules, 'fetch'), rewrite(url, rules, 'push')]
    return outside(ways, base).length > 0
  })
  const remotes = remoteAddresses(entries).flatMap(({ name, fetch, push }) =>
    outside([...fetch, ...push], base).map((host) => ({ name, host })),
  )
  return [
    ...bent.map((prefix) => phrase(place, prefix)),
    ...remotes.map(({ name, host }) => phrase([place, name].filter(Boolean).join(': '), host)),
  ]
}

/** Hosts that are reached without the guard; folders of this machine are nobody's business. */
function outside(urls: readonly string[], base: string): string[] {
  return urls
    .filter((url) => !url.startsWith(base))
    .map(readGitAddress)
    .flatMap((address) => hostOf(address) ?? [])
}

function hostOf(address: GitAddress): string | undefined {
  if (address.kind === 'local') return undefined
  return address.kind === 'helper' ? `${address.name}::` : address.host
}

/** Names come from the repository: they are cut, and what is not plain text is left out. */
const phrase = (name: string, where: string) => `git-escapes: ${plain(name)} (${plain(where)})`

const plain = (text: string) => text.replace(/[^\x20-\x7e]/g, '').slice(0, 80)
