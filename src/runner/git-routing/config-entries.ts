import type { GitSetting } from '../../core/git/config-text.ts'

/** Where the remotes of one repository lead after all its rules, as git works it out. */
export interface RemoteAddresses {
  /** A remote's name, `submodule NAME`, `lfs`, or `branch NAME` for an address without a name. */
  name: string
  /** As configured. */
  given: readonly string[]
  fetch: readonly string[]
  push: readonly string[]
}

/** Base by prefix. The longest prefix wins; of equal ones the first that was read. */
export interface RewriteRules {
  fetch: ReadonlyMap<string, string>
  push: ReadonlyMap<string, string>
}

/** @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-urlltbasegtinsteadOf */
export function rewriteRules(entries: readonly GitSetting[]): RewriteRules {
  const fetch = new Map<string, string>()
  const push = new Map<string, string>()
  for (const { key, value } of entries) {
    const [, base = '', direction] = /^url\.(.*)\.(pushinsteadof|insteadof)$/s.exec(key) ?? []
    if (direction === undefined) continue
    const rules = direction === 'insteadof' ? fetch : push
    if (!rules.has(value)) rules.set(value, base)
  }
  return { fetch, push }
}

/** Where git goes when it is told to fetch from, or push to, `url`. */
export function rewrite(url: string, rules: RewriteRules, direction: 'fetch' | 'push'): string {
  const pushed = direction === 'push' ? longest(url, rules.push) : undefined
  return pushed ?? longest(url, rules.fetch) ?? url
}

function longest(url: string, rules: ReadonlyMap<string, string>): string | undefined {
  let best: string | undefined
  for (const prefix of rules.keys()) {
    if (url.startsWith(prefix) && prefix.length > (best?.length ?? 0)) best = prefix
  }
  return best === undefined ? undefined : `${rules.get(best)}${url.slice(best.length)}`
}

/** Every address the configuration knows, with where it leads. */
export function remoteAddresses(entries: readonly GitSetting[]): RemoteAddresses[] {
  const rules = rewriteRules(entries)
  const remotes = new Map<string, { url: string[]; pushurl: string[] }>()
  const found: RemoteAddresses[] = []
  const single = (name: string, url: string) =>
    found.push({
      name,
      given: [url],
      fetch: [rewrite(url, rules, 'fetch')],
      push: [rewrite(url, rules, 'push')],
    })
  for (const { key, value } of entries) {
    const [, name = '', kind] = /^remote\.(.*)\.(url|pushurl)$/s.exec(key) ?? []
    if (kind === 'url' || kind === 'pushurl') {
      const remote = remotes.get(name) ?? { url: [], pushurl: [] }
      // An empty value takes back what was said before it.
      remote[kind] = value === '' ? [] : [...remote[kind], value]
      remotes.set(name, remote)
    }
    const module = /^submodule\.(.*)\.url$/s.exec(key)?.[1]
    if (module !== undefined) single(`submodule ${module}`, value)
    const lfs = /^(?:remote\.(.*)\.)?lfs\.?(?:push)?url$/s.exec(key)
    if (lfs !== null) single(lfs[1] === undefined ? 'lfs' : `lfs of ${lfs[1]}`, value)
    const branch = /^branch\.(.*)\.(?:push)?remote$/s.exec(key)?.[1]
    if (branch !== undefined && /[:/]/.test(value)) single(`branch ${branch}`, value)
    if (key === 'remote.pushdefault' && /[:/]/.test(value)) single('pushDefault', value)
  }
  for (const [name, { url, pushurl }] of remotes) {
    found.push({
      name,
      given: [...url, ...pushurl],
      fetch: url.map((one) => rewrite(one, rules, 'fetch')),
      // An address for pushes alone is not subject to the rules for pushes alone.
      push:
        pushurl.length > 0
          ? pushurl.map((one) => rewrite(one, rules, 'fetch'))
          : url.map((one) => rewrite(one, rules, 'push')),
    })
  }
  return found
}
