/** What a remote's address says about where it leads. */
export type GitAddress =
  /** A folder or file of this machine. */
  | { kind: 'local' }
  /** `name::…`: a program of that name carries the transfer. */
  | { kind: 'helper'; name: string }
  | {
      kind: 'network'
      /** Lower case, without user, port and the dot of a fully qualified name. */
      host: string
      port?: string
      /** Everything before the path, to the byte: what an `insteadOf` rule has to say. */
      prefix: string
    }

const defaultPorts = new Set(['22', '80', '443', '9418'])

/**
 * Reads an address as git does.
 *
 * @see https://git-scm.com/docs/git-push#_git_urls
 */
export function readGitAddress(url: string): GitAddress {
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url)
  if (helper?.[1] !== undefined) return { kind: 'helper', name: helper[1] }
  const named = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/]*)\/?/.exec(url)
  if (named !== null) {
    const [prefix, scheme = '', authority = ''] = named
    if (scheme.toLowerCase() === 'file') return { kind: 'local' }
    return network(authority.slice(authority.lastIndexOf('@') + 1), prefix)
  }
  const short = /^((?:[^@/]*@)?(\[[^\]/]*\]|[^:/]*)):(\/?)/.exec(url)
  if (short === null || /^[A-Za-z]:[\\/]/.test(url)) return { kind: 'local' }
  const [prefix, , host = ''] = short
  return network(host.replace(/^\[(.*)\]$/, '$1'), prefix)
}

function network(authority: string, prefix: string): GitAddress {
  const [, name = authority, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? []
  const host = name.toLowerCase().replace(/\.$/, '')
  return { kind: 'network', host, prefix, ...(port ? { port } : {}) }
}

/** Whether an address leads to the forge, in whatever way it is written. */
export function leadsToForge(address: GitAddress, forge: URL): boolean {
  if (address.kind !== 'network') return false
  const host = forge.hostname.toLowerCase()
  if (forge.port !== '') return address.host === host && address.port === forge.port
  // The forge's ssh service answers at this name on the port of https.
  const names = [host, `www.${host}`, ...(host === 'github.com' ? [`ssh.${host}`] : [])]
  return (
    names.includes(address.host) && (address.port === undefined || defaultPorts.has(address.port))
  )
}

/** Known by number or on a port of its own: a forge of tests and demos, which has no ssh. */
const isPlainServer = (forge: URL) => forge.port !== '' || /^[[\d]/.test(forge.hostname)
const rootOf = (forge: URL) => forge.pathname.replace(/\/*$/, '/')

/** How people write the forge's address: what has to lead through the guard at the very least. */
export function usualPrefixes(forge: URL): string[] {
  const web = `${forge.origin}${rootOf(forge)}`
  const { hostname } = forge
  return isPlainServer(forge) ? [web] : [web, `git@${hostname}:`, `ssh://git@${hostname}/`]
}

/**
 * The beginnings of addresses that mean the forge. `insteadOf` compares bytes, so each way of
 * writing it is one more; the list is never complete, and what a workspace uses is added to it.
 *
 * @param users names that may stand in front of an `@`, besides `git`
 */
export function forgePrefixes(forge: URL, users: readonly string[]): string[] {
  const root = rootOf(forge)
  if (isPlainServer(forge)) {
    return ['', ...users.map((user) => `${user}@`)].map(
      (user) => `${forge.protocol}//${user}${forge.host}${root}`,
    )
  }
  const name = forge.hostname
  const people = ['git', ...users]
  const prefixes = [
    ...webPrefixes(name, root),
    `https://${name}:443${root}`,
    `http://${name}:80${root}`,
    ...people.map((user) => `https://${user}@${name}${root}`),
    ...['git', 'GIT'].map((scheme) => `${scheme}://${name}/`),
    `git://${name}:9418/`,
    ...sshPrefixes(name, people, [undefined, '22']),
    ...otherSpellings(name).flatMap((host) => [
      ...webPrefixes(host, root),
      ...sshPrefixes(host, ['git'], [undefined]),
    ]),
  ]
  if (name === 'github.com') prefixes.push(...sshPrefixes('ssh.github.com', people, ['443']))
  return [...new Set(prefixes)]
}

const webPrefixes = (host: string, root: string) =>
  ['https', 'http', 'HTTPS', 'HTTP'].map((scheme) => `${scheme}://${host}${root}`)

function otherSpellings(host: string): string[] {
  const capital = host.replace(/^./, (letter) => letter.toUpperCase())
  const known = host === 'github.com' ? ['GitHub.com', 'www.GitHub.com'] : []
  return [`www.${host}`, `${host}.`, ...known, capital, host.toUpperCase()]
}

/** The scp-like form has no port; with one slash more its path is absolute, and the same. */
function sshPrefixes(
  host: string,
  users: readonly string[],
  ports: readonly (string | undefined)[],
): string[] {
  const people = ['', ...users.map((user) => `${user}@`)]
  return people.flatMap((user) => [
    `${user}${host}:`,
    `${user}${host}:/`,
    ...ports.flatMap((port) =>
      ['ssh', 'git+ssh', 'ssh+git'].map(
        (scheme) => `${scheme}://${user}${host}${port === undefined ? '' : `:${port}`}/`,
      ),
    ),
  ])
}
