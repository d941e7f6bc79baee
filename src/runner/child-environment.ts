import { delimiter } from 'node:path'
import { GuardError } from '../core/errors.ts'
import { isReserved, isWelcome } from './environment-names.ts'

export interface ChildEnvironmentOptions {
  /** The guard's own environment. */
  base: Readonly<Record<string, string | undefined>>
  /** Address of the proxy, such as `http://127.0.0.2:41234`. */
  baseUrl: string
  /** The only credential the child gets; good for this session, at the proxy alone. */
  sessionToken: string
  /** Goes in front of PATH, so that `agent` and `cursor-agent` are the guard's. */
  shimDirectory?: string
  /** The command line client's private settings. */
  configDirectory?: string
  /** What points the command's git at the proxy; see git-routing.ts. */
  git?: Readonly<Record<string, string>>
  /** What the user asks for: `NAME` is copied from `base`, `NAME=VALUE` is set. */
  pass: readonly string[]
  /** Set where the child runs as a user of its own. */
  home?: string
  user?: string
  temporaryDirectory?: string
}

export interface ChildEnvironment {
  environment: Record<string, string>
  /** Names that were left out, in order; `NAME (credentials)` where only a part was. */
  withheld: string[]
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const proxyNames = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
]
/** A held credential shorter than this is a placeholder, and would be found everywhere. */
const minCredentialLength = 8

/**
 * The environment of the guarded command: names from an allow-list, what the user asks for, and
 * the variables that point Cursor's clients at the proxy.
 *
 * A value which contains a credential that the guard holds is never copied, whatever its name.
 *
 * @throws {GuardError} `INPUT_INVALID` when `pass` asks for something that cannot be handed over
 */
export function childEnvironment(options: ChildEnvironmentOptions): ChildEnvironment {
  const held = heldCredentials(options.base)
  const environment: Record<string, string> = {}
  const withheld: string[] = []
  for (const [name, value] of Object.entries(options.base)) {
    if (value === undefined) continue
    if (isWelcome(name) && !carries(value, held)) environment[name] = value
    else if (!proxyNames.includes(name)) withheld.push(name)
  }
  withheld.push(...copyProxies(options.base, held, environment))
  for (const request of options.pass) Object.assign(environment, asked(request, options.base, held))
  bypassProxies(environment, options.baseUrl)
  Object.assign(environment, own(options))
  environment.PATH = [options.shimDirectory, environment.PATH ?? defaultPath]
    .filter((part) => part !== undefined)
    .join(delimiter)
  return {
    environment,
    withheld: withheld.filter((name) => !(name in environment)).toSorted(),
  }
}

/** What the guard itself sets; nothing else may set these. */
function own(options: ChildEnvironmentOptions): Record<string, string> {
  const { baseUrl, sessionToken, configDirectory, home, user, temporaryDirectory } = options
  return {
    CURSOR_API_KEY: sessionToken,
    CURSOR_BACKEND_URL: baseUrl,
    CURSOR_API_ENDPOINT: baseUrl,
    ...(configDirectory === undefined ? {} : { CURSOR_CONFIG_DIR: configDirectory }),
    ...options.git,
    ...(home === undefined ? {} : { HOME: home }),
    ...(user === undefined ? {} : { USER: user, LOGNAME: user }),
    ...(temporaryDirectory === undefined
      ? {}
      : { TMPDIR: temporaryDirectory, RUNNER_TEMP: temporaryDirectory }),
  }
}

/** One `--env` of the user. */
function asked(
  request: string,
  base: ChildEnvironmentOptions['base'],
  held: readonly string[],
): Record<string, string> {
  const equals = request.indexOf('=')
  const name = equals === -1 ? request : request.slice(0, equals)
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)) {
    throw refused(`--env ${equals === -1 ? JSON.stringify(name.slice(0, 60)) : 'NAME=VALUE'}`, {
      why: 'a name has letters, digits and underscores, and does not start with a digit',
      hint: 'Write --env NAME to copy a variable, or --env NAME=VALUE to set one.',
    })
  }
  if (isReserved(name)) {
    throw refused(`--env ${name}`, {
      why: 'this variable is set or held by the guard and never handed to the command',
      hint: 'Remove the option: the guard adds credentials to the calls that policy allows.',
    })
  }
  const value = equals === -1 ? base[name] : request.slice(equals + 1)
  if (value === undefined) {
    throw refused(`--env ${name}`, {
      why: 'there is no such variable in the environment of the guard',
      hint: `Set it, or write --env ${name}= to hand it over empty.`,
    })
  }
  if (value.includes('\0')) {
    throw refused(`--env ${name}`, { why: 'the value has a NUL byte', hint: 'Remove that byte.' })
  }
  if (carries(value, held)) {
    throw refused(`--env ${name}`, {
      why: 'its value contains a credential that the guard holds',
      hint: 'Remove the option: the guard adds credentials to the calls that policy allows.',
    })
  }
  return { [name]: value }
}

const refused = (what: string, { why, hint }: { why: string; hint: string }) =>
  new GuardError('INPUT_INVALID', `${what}: ${why}`, { hint })

/** Values of the variables that the child must not learn under any other name. */
function heldCredentials(base: ChildEnvironmentOptions['base']): string[] {
  const names =
    /^(CURSOR_(API_KEY|AUTH_TOKEN)|(GITHUB|GH)_(ENTERPRISE_)?TOKEN|ACTIONS_.*_TOKEN|INPUT_.*(TOKEN|KEY))$/i
  return Object.entries(base)
    .filter(([name]) => names.test(name))
    .map(([, value]) => value ?? '')
    .filter((value) => value.length >= minCredentialLength)
}

const carries = (value: string, held: readonly string[]) =>
  held.some((credential) => value.includes(credential))

/** Copies the runner's proxy settings without user name and password; returns what was cut. */
function copyProxies(
  base: ChildEnvironmentOptions['base'],
  held: readonly string[],
  environment: Record<string, string>,
): string[] {
  const cut: string[] = []
  for (const name of proxyNames) {
    const value = base[name]
    if (!value) continue
    const { clean, credentials } = withoutUserinfo(value)
    if (credentials || clean === undefined) cut.push(clean ? `${name} (credentials)` : name)
    if (clean !== undefined && !carries(clean, held)) environment[name] = clean
  }
  return cut
}

function withoutUserinfo(value: string): { clean?: string; credentials: boolean } {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?([^@/?#]+)([/?#][^@]*)?$/i.exec(value)
  if (match === null) return { credentials: value.includes('@') }
  const [, scheme = '', userinfo, host, rest = ''] = match
  return { clean: `${scheme}${host}${rest}`, credentials: userinfo !== undefined }
}

/** Keeps the calls to the guard away from the runner's own proxy. */
function bypassProxies(environment: Record<string, string>, baseUrl: string): void {
  if (!proxyNames.some((name) => name in environment)) return
  const host = new URL(baseUrl).hostname
  const hosts = host.startsWith('[') ? [host.slice(1, -1), host] : [host]
  const known = (environment.NO_PROXY ?? environment.no_proxy ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const list = [...new Set([...known, ...hosts])].join(',')
  environment.NO_PROXY = list
  environment.no_proxy = list
}
