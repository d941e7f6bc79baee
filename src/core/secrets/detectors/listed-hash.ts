import { isPlaceholder } from './placeholder.ts'

/** Where a value stands: what its line and the one before hold in front of it, and what follows it. */
export interface ValuePlace {
  before: string
  after: string
}

const hexDigits = /^(?:[0-9a-f]+|[0-9A-F]+)$/
/** Hexadecimal digits of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512. */
const digestLengths = new Set([32, 40, 56, 64, 96, 128])

/** Whether `value` could as well be a digest or a revision: all of it hexadecimal, of such a length. */
export const isDigest = (value: string) => digestLengths.has(value.length) && hexDigits.test(value)

/** A label of digests and revisions in front of a value, with the words that may stand between. */
const hashLabel =
  /(?:\bsha-?\d{0,3}(?:sum)?|shasum|\bmd5|\bh1|\bzh|blake2\w*|commit|integrity|check_?sum|hash(?:es)?|digest|rev(?:ision)?|reference|blob|tree|ref|branch|version|etag)["'`]?(?:[ \t]+value)?\W{0,4}$/i

/** A version, an address, a packed file, a package of Erlang or a line of git between name and value. */
const listing =
  /\d\.\d|:\/\/|:hex\b|<<|\.(?:tgz|[gx]z|zip|jar|whl|gem|crate|conda|deb|rpm|nupkg)\b|\bgit\b|\bgithub\b|[/@]/

/** How the name of a file ends that a bundler or a server may have put a digest into. */
export const fileEnding =
  '\\.(?:[cm]?js|jsx|tsx?|css|map|json|html?|png|svg|ico|jpe?g|gif|webp|avif|woff2?|ttf|wasm|txt|gz|br|zip)\\b'
const fileName = new RegExp(`^${fileEnding}`)
const fileNameBefore = new RegExp(`${fileEnding}[-.?]$`)

/** A word that says what opens something. A name that ends in `auth` may be a library’s. */
const credential = /key|token|secret|passw|pwd|passphrase|cred|\bpat\b/i

/**
 * Whether a value stands in a list of hashes: of a lock, sum, pin or verification file, an index of
 * assets, a log of revisions. An issuer’s name beside it is the name of a package there.
 */
export function isListedHash(value: string, { before, after }: ValuePlace): boolean {
  if (hashLabel.test(inFrontOf(before)) || fileName.test(after)) return true
  if (fileNameBefore.test(before.slice(-8))) return true
  if (!isDigest(value)) return false
  if (/(?:^|[\n\\])[ +-]?$/.test(before.slice(-3)) && /^ [ *]?\S/.test(after)) return true
  return isAmongHashes(value, before)
}

/** What stands in front of a value; of one that is a piece of base64, in front of the whole. */
function inFrontOf(before: string): string {
  const near = before.slice(-144)
  return (/[+/]$/.test(near) ? near.replace(/[0-9A-Za-z+/]{1,96}$/, '') : near).slice(-48)
}

/** Of a digest that no label announces: whether a version or an address leads to it. */
export const isListing = (near: string) => listing.test(near)

const hashLine =
  /^[\s"'-]*(?<name>[\w./+@-]{1,80})["']?[ \t]*[:=][ \t]*["']?(?<hash>[0-9A-Fa-f]{32,128})["',]*\r?$/
const heading = /(?:check_?sums?|hashes|digests|sums|sha\d{0,3})["']?\W{0,4}$/i
/** A pod and its SHA-1: any name may stand there. */
const podLine = /^ {2}[A-Z][\w+/-]*: (?:[0-9a-f]{40})?$/

/**
 * Right below a heading for hashes, or below the hash of something that is no credential. What its
 * name calls a credential is one all the same, except among the pods of a `Podfile.lock`.
 */
function isAmongHashes(value: string, before: string): boolean {
  const lines = before.split('\n')
  const above = lines.at(-2)
  const label = lines.at(-1) ?? ''
  if (above === undefined) return false
  const isPod = podLine.test(label) && (podLine.test(above) || above.endsWith('CHECKSUMS:'))
  if (isPod || isLabelled(label)) return isPod
  if (heading.test(above)) return true
  const { name = '', hash = '' } = hashLine.exec(above)?.groups ?? {}
  return hash.length === value.length && !credential.test(name)
}

/** Whether the name right in front of a value is one of a credential, and set to it. */
export function isLabelled(near: string): boolean {
  const label = /[\w.-]{1,64}(?:\\?["'\])]){0,2} {0,3}(?:=>|:=|[:=]) {0,3}(?:\\{0,2}["'`])?$/.exec(
    near,
  )
  return label !== null && credential.test(label[0])
}

const credentialWord =
  /key|token|secret|private|auth|pass|cred|pwd|api|access|login|bearer|webhook/i

/**
 * Whether a machine made `secret` and it stands behind a word for a credential, or right behind
 * `direct`; no digest or revision, no fragment and no part of a path.
 *
 * @param names of the issuer, which may hold such a word without saying anything by it
 */
export function looksIssued(
  secret: string,
  place: ValuePlace,
  { direct, names }: { direct?: () => RegExp; names?: () => RegExp } = {},
): boolean {
  if (!/\d/.test(secret) || !/[A-Za-z]/.test(secret) || isPlaceholder(secret)) return false
  const near = place.before.slice(-56)
  if (/[#/@]$/.test(near) || isListedHash(secret, place)) return false
  const isDirect = direct?.().test(near) === true
  if (!isDigest(secret)) return credentialWord.test(near) || isDirect
  if (isLabelled(near)) return true
  const line = near.slice(near.lastIndexOf('\n') + 1)
  if (isListing(line)) return false
  return isDirect || credentialWord.test(names === undefined ? near : near.replace(names(), ''))
}
