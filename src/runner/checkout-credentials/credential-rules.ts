import type { GitSetting } from '../../core/git/config-text.ts'

/** `authorization: basic …` and its relatives; a plain `x-trace: 1` is no credential. */
const secretHeader = /^\s*[\w-]*(?:authorization|cookie|token|api-?key|secret)[\w-]*\s*:/i
/** The last resort for `https://NAME@host`: a name this long is a token, not a person. */
const longestUserName = 19

/**
 * What kind of credential a configuration entry holds, in words for people, if it holds one.
 *
 * @param isOperators whether the entry is the user's or the machine's: their helpers can be asked,
 * and one that a repository names could be anything
 */
export function credentialIn({ key, value }: GitSetting, isOperators = false): string | undefined {
  if (/^http\.(?:.*\.)?extraheader$/s.test(key) && secretHeader.test(value)) {
    return 'an authorization header'
  }
  if (/^http\.(?:.*\.)?cookiefile$/s.test(key)) return 'a cookie file'
  if (/^http\.(?:.*\.)?sslkey$/s.test(key)) return 'a client key'
  if (key === 'core.sshcommand' && /(?:\s-i\s*\S|IdentityFile|sshpass)/i.test(value)) {
    return 'an ssh key'
  }
  if (/^credential\.(?:.*\.)?helper$/s.test(key) && /^!.*(?:password|token)/is.test(value)) {
    return 'a credential helper with a password in it'
  }
  if (!isOperators && isStrangeHelper(key, value))
    return 'a credential helper, which could give a password'
  // Git runs it for a name and a password; the user's or the machine's is not theirs to choose.
  if (!isOperators && key === 'core.askpass' && value !== '') {
    return 'a program that could give a password'
  }
  if (hasUserInfo(value) || hasUserInfo(subsectionOf(key))) return 'an address with a password'
  return undefined
}

/** Git's own helpers, without arguments, run nothing that a repository chose. */
const isStrangeHelper = (key: string, value: string): boolean =>
  isHelper(key) && !['', 'cache', 'store'].includes(value)

/** Whether the entry says who is asked for passwords. */
export const isHelper = (key: string): boolean => /^credential\.(?:.*\.)?helper$/s.test(key)

/** The entry as it may stay: an address loses its password, everything else goes. */
export function withoutCredential({ value }: GitSetting): string | undefined {
  if (!hasUserInfo(value)) return undefined
  const { helpers, address } = parts(value)
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return `${helpers}${url}`
}

function hasUserInfo(text: string): boolean {
  const { address } = parts(text)
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/]*@/i.test(address) || !URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return password !== '' || username.length > longestUserName
}

/** Programs that carry the transfer stand in front of the address: `gcrypt::https://…`. */
function parts(value: string): { helpers: string; address: string } {
  const helpers = /^(?:[A-Za-z0-9][A-Za-z0-9+.-]*::)*/.exec(value)?.[0] ?? ''
  return { helpers, address: value.slice(helpers.length) }
}

const subsectionOf = (key: string): string => key.slice(key.indexOf('.') + 1, key.lastIndexOf('.'))

/** Files outside git's configuration that hold passwords for git or the forge's own tool. */
export const passwordFiles: readonly { path: readonly string[]; holds: RegExp }[] = [
  { path: ['.git-credentials'], holds: /:\/\/[^\s/@]+@/ },
  { path: ['.config', 'git', 'credentials'], holds: /:\/\/[^\s/@]+@/ },
  { path: ['.netrc'], holds: /\bpassword\s+\S/ },
  { path: ['_netrc'], holds: /\bpassword\s+\S/ },
  { path: ['.config', 'gh', 'hosts.yml'], holds: /\boauth_token\s*:/ },
]

/** A key as it may be shown: the part that can carry a password is cut out. */
export function shownKey(key: string): string {
  return key.replace(/:\/\/[^/@]*@/g, '://…@')
}
