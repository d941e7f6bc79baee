import type { CloudAgentAction } from '../policy/subject.ts'
import { askedRest, askedRpcs, runCalls } from './known-calls.ts'

/** What a call of the client is, by method and path. */
export type CursorRoute =
  | { kind: PlainKind; upstream: Upstream }
  | { kind: 'cloud-agent'; action: CloudAgentAction; upstream: Upstream }
  /** The path is written in a way that two readers could take differently. */
  | { kind: 'refused'; reason: string }

type PlainKind =
  /** API key → access token; a run, as one stream or as a pair of calls; the client's settings. */
  | (typeof runCalls)[number][1]
  /** Logs in, or makes, reads or changes keys and tokens of the account: nothing for an agent. */
  | 'credentials'
  /** One that an agent's run needs, and that carries no tool traffic. */
  | 'known'
  /** Any other: it could start an agent, change the account, or carry tool traffic. */
  | 'unknown'

/** Which of Cursor's two hosts answers: the default for RPC, or the one for REST. */
type Upstream = 'rpc' | 'rest'

const knownRpcs: ReadonlyMap<string, PlainKind> = new Map<string, PlainKind>([
  ...runCalls,
  ...askedRpcs.map((path): [string, PlainKind] => [path, 'known']),
])

/** Agents on Cursor's machines have calls besides the REST ones, in services with names like these. */
const cloudAgentService = /^\/aiserver\.v1\.[A-Za-z]*(?:Background|Cloud)[A-Za-z]*\/[A-Za-z]+$/
const rpcPath = /^\/(?:agent|aiserver)\.v1\.[A-Za-z]+\/[A-Za-z]+$/
const printable = /^\/[\x21-\x7e]*$/

/**
 * Says what a call is.
 *
 * @param target the request target as it came, with its query
 */
export function classifyRoute(method: string, target: string): CursorRoute {
  const path = target.split('?', 1)[0] ?? ''
  const reason = whyRefused(path)
  if (reason !== undefined) return { kind: 'refused', reason }
  // Its answer is the request as it arrived, the real credential included: RFC 9110, section 9.3.8.
  if (method === 'TRACE')
    return { kind: 'refused', reason: 'TRACE shows what only the guard holds' }
  if (/^\/v[01]\//.test(path)) return restRoute(method, path)
  const known = knownRpcs.get(path)
  if (known !== undefined) {
    if (method === 'POST') return { kind: known, upstream: 'rpc' }
    return { kind: 'refused', reason: `${path} takes POST` }
  }
  if (isAboutCredentials(path)) return { kind: 'credentials', upstream: 'rpc' }
  if (method === 'POST' && cloudAgentService.test(path)) {
    return { kind: 'cloud-agent', action: 'unknown', upstream: 'rpc' }
  }
  return { kind: 'unknown', upstream: 'rpc' }
}

const credentialCall =
  /(?:ApiKey|OAuth|AuthUrl|Secret|Credential|BearerToken|AccessToken|InstanceToken|AccountToken|ServiceAccount|Impersonation|Login)/

/**
 * With the account's own token in place of the session's, these calls would hand out a credential
 * that outlives the session.
 */
function isAboutCredentials(path: string): boolean {
  if (path.startsWith('/auth/') || path.startsWith('/aiserver.v1.AuthService/')) return true
  const method = path.split('/')[2] ?? ''
  return rpcPath.test(path) && credentialCall.test(method) && !method.endsWith('Status')
}

/** Spellings that a router could normalise into another path than the one we judged. */
function whyRefused(path: string): string | undefined {
  if (!printable.test(path)) return 'the path is not a plain absolute path'
  if (/%(?:2[ef]|5c|00|25)/i.test(path)) return 'the path hides a dot, slash or percent sign'
  if (/[\\;#]/.test(path)) return 'the path contains a character that servers read differently'
  if (path.includes('//')) return 'the path has an empty segment'
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return 'the path climbs'
  const decoded = path.replace(/%[0-9a-f]{2}/gi, 'x')
  if (decoded.includes('%')) return 'the path has a broken escape'
  return looksLike(path)
}

/** REST paths are lower case, end without a slash and escape no letter. */
const oddRest =
  /^\/V[01](?:\/|$)|^\/v[01]\/(?:.*\/$|.*%(?:4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa]))/

/** Another case, or escaped letters, of a path we treat specially. */
function looksLike(path: string): string | undefined {
  if (oddRest.test(path)) return 'the path is an odd spelling of a REST call'
  const plain = unescapeAscii(path).toLowerCase().replace(/\/$/, '')
  const same = guarded.get(plain)
  if (same !== undefined && same !== path) return `the path is an odd spelling of ${same}`
  if (/^\/(?:agent|aiserver)\.v\d/.test(plain) && !rpcPath.test(path)) {
    return 'the path is an odd spelling of a call'
  }
  return undefined
}

const guarded: ReadonlyMap<string, string> = new Map(
  [...knownRpcs.keys()].map((path) => [path.toLowerCase(), path]),
)

const unescapeAscii = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )

function restRoute(method: string, path: string): CursorRoute {
  if (path.includes('%')) {
    const plain = unescapeAscii(path)
    if (/^\/v[01]\/agents/.test(plain) && !/^\/v[01]\/agents/.test(path)) {
      return { kind: 'refused', reason: 'the path is an odd spelling of /agents' }
    }
  }
  if (/^\/v[01]\/agents(?:\/|$)/i.test(path)) {
    return { kind: 'cloud-agent', action: cloudAgentAction(method, path), upstream: 'rest' }
  }
  if (/^\/v[01]\/(?:api-?keys|tokens|secrets)(?:\/|$)/i.test(path)) {
    return { kind: 'credentials', upstream: 'rest' }
  }
  const isKnown = method === 'GET' && askedRest.test(path)
  return { kind: isKnown ? 'known' : 'unknown', upstream: 'rest' }
}

const agentPath = /^\/v[01]\/agents(?:\/[^/]+(?:\/(?<rest>.+))?)?$/
const readable = /^(?:runs(?:\/[^/]+(?:\/stream)?)?|artifacts(?:\/download)?|usage|conversation)$/
const changing = /^(?:stop|archive|unarchive|runs\/[^/]+\/cancel)$/

/** What a call does to agents that run on Cursor's machines. */
function cloudAgentAction(method: string, path: string): CloudAgentAction {
  const match = agentPath.exec(path)
  if (match === null) return 'unknown'
  const rest = match.groups?.rest
  if (method === 'GET') return rest === undefined || readable.test(rest) ? 'read' : 'unknown'
  if (method === 'POST' && /^\/v[01]\/agents$/.test(path)) return 'create'
  if (method === 'POST' && (rest === 'runs' || rest === 'followup')) return 'follow-up'
  if (method === 'POST' && rest !== undefined && changing.test(rest)) return 'change'
  if (method === 'DELETE' && rest === undefined && path.split('/').length === 4) return 'change'
  return 'unknown'
}
