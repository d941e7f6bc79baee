/** What a changed file is to the guard, besides being a file. */
export type PathRole = 'workflow' | 'policy' | 'code-owners' | 'agent-settings' | 'submodules'

/** Code points that file systems and eyes pass over: HFS+ ignores these in names. */
const ignored = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\p{Variation_Selector}/gu

/**
 * One form for all paths that some file system takes for the same file: NFC, without differences of
 * case, without characters nobody sees. For comparing, not for showing.
 */
export function canonicalPath(path: string): string {
  // Upper case first: ß and SS, ſ and s meet there.
  return path.replace(ignored, '').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFC')
}

const roles: readonly [PathRole, RegExp][] = [
  ['workflow', /^\.github\/(?:workflows|actions)(?:\/|$)/],
  ['policy', /^\.github\/cursor-guard\.ya?ml$/],
  ['code-owners', /^(?:\.github\/|docs\/)?codeowners$/],
  ['agent-settings', /^(?:.+\/)?(?:\.cursor(?:\/|$)|\.cursorrules$)/],
  ['submodules', /^\.gitmodules$/],
]

/** Whether a path is one of those that decide what CI runs, who must review, what an agent does. */
export function rolesOf(path: string): PathRole[] {
  const canonical = canonicalPath(path)
  return roles.filter(([, pattern]) => pattern.test(canonical)).map(([role]) => role)
}

/** Files that git itself obeys: as a symlink they would be read from elsewhere. */
export function isGitFile(path: string): boolean {
  const name = canonicalPath(path).split('/').at(-1) ?? ''
  return /^\.(?:gitattributes|gitmodules|gitignore|mailmap)$/.test(name)
}

/**
 * Why a symlink is dangerous, as the end of a sentence; `undefined` when it stays among the files
 * of the repository.
 */
export function linkProblem(path: string, target: string): string | undefined {
  const plain = target.replaceAll('\\', '/')
  if (plain.startsWith('/') || /^[A-Za-z]:/.test(plain)) return 'points to an absolute path'
  if (plain.startsWith('~')) return 'points to a home folder'
  const folder = path.split('/').slice(0, -1)
  for (const part of plain.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') folder.push(part)
    else if (folder.pop() === undefined) return 'points out of the repository'
  }
  const reaches = folder.some((part) => canonicalPath(part) === '.git')
  return reaches ? 'points into the .git folder' : undefined
}

export interface SubmoduleEntry {
  name: string
  url?: string
  path?: string
  update?: string
}

/**
 * The submodules that a `.gitmodules` file names, or `undefined` for a file that git would not read.
 *
 * @see https://git-scm.com/docs/git-config#_syntax
 */
export function parseGitmodules(text: string): SubmoduleEntry[] | undefined {
  const entries: SubmoduleEntry[] = []
  let current: SubmoduleEntry | undefined
  const lines = text.replace(/^\ufeff/, '').replace(/\\\r?\n/g, '')
  for (const line of lines.split(/\r?\n/)) {
    const rest = line.trim()
    if (rest === '' || rest.startsWith('#') || rest.startsWith(';')) continue
    const section = /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)$/.exec(rest)
    const setting = section === null ? rest : (section[3] ?? '')
    if (section !== null) {
      const isSubmodule = section[1]?.toLowerCase() === 'submodule'
      current = isSubmodule ? { name: (section[2] ?? '').replace(/\\(.)/g, '$1') } : undefined
      if (current !== undefined) entries.push(current)
    }
    if (setting === '' || setting.startsWith('#') || setting.startsWith(';')) continue
    const pair = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$/.exec(setting)
    if (pair === null) return undefined
    const value = readValue(pair[2] ?? '')
    if (value === undefined) return undefined
    const key = pair[1]?.toLowerCase()
    if (current === undefined || (key !== 'url' && key !== 'path' && key !== 'update')) continue
    // A key that stands twice: both are looked at, under a name of their own.
    if (current[key] !== undefined) {
      current = { name: current.name }
      entries.push(current)
    }
    current[key] = value
  }
  return entries
}

/** A value with its quotes, escapes and comment undone; `undefined` for one that is broken. */
function readValue(text: string): string | undefined {
  const escapes: Record<string, string> = { n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\' }
  let value = ''
  let kept = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '"') quoted = !quoted
    else if (character === '\\') {
      at += 1
      const meant = escapes[text.charAt(at)]
      if (meant === undefined) return undefined
      value += meant
    } else if (!quoted && (character === '#' || character === ';')) break
    else value += character
    // Blanks at the end count only within quotes.
    if (quoted || !/\s/.test(character)) kept = value.length
  }
  return quoted ? undefined : value.slice(0, kept)
}

/** Why nobody should fetch from this address, as the end of a sentence; `undefined` when it is fine. */
export function submoduleUrlProblem(url: string): string | undefined {
  if (url.startsWith('-')) return 'an address that starts with a hyphen is taken for an option'
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'an address holds a control character'
  if (/^\.\.?(?:\/|$)/.test(url)) return undefined
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url)?.[1]
  if (helper !== undefined) return `${helper}:: runs a program of that name`
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase()
  if (scheme === 'https') return undefined
  if (scheme === 'ssh') return /^ssh:\/\/(?:[^@/]*@)?-/i.test(url) ? optionHost : undefined
  if (scheme !== undefined) return `${scheme}:// is neither https:// nor a relative path`
  // host:path, which ssh fetches; a person looks at every change of a submodule anyway.
  const host = /^([^/:]+):(?!\/\/)/.exec(url)?.[1]
  if (host === undefined) return 'a path of the machine is neither https:// nor relative'
  return /(?:^|@)-/.test(host) ? optionHost : undefined
}

const optionHost = 'a host that starts with a hyphen is taken for an option'

export interface HiddenCharacter {
  /** As in `U+202E`. */
  code: string
  /** `direction` reorders what people see; `invisible` is not seen at all. */
  kind: 'direction' | 'invisible'
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
  /** Bare text of the line. */
  text: string
}

/** Not a joiner between two emoji, not a byte-order mark at the start of a text. */
const hidden =
  /[\u202a-\u202e\u2066-\u2069]|[\u00ad\u200b\u200c\u200e\u200f\u061c\u180e\u2060-\u2064\u206a-\u206f]|(?<!^)\ufeff|(?<!\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}])\u200d|\u200d(?!\p{Extended_Pictographic})|[\u{e0001}-\u{e007f}](?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{1,8})/gu

/** Its first character, as in `U+202E`. */
export const codePointName = (text: string): string =>
  `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Most hidden characters of one text that are listed. */
const maxHidden = 100

/** Characters that make a text look different from what it is, in order. */
export function hiddenCharacters(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = []
  let line = 1
  let lineStart = 0
  for (const match of text.matchAll(hidden)) {
    for (let end = text.indexOf('\n', lineStart); end !== -1 && end < match.index; ) {
      line += 1
      lineStart = end + 1
      end = text.indexOf('\n', lineStart)
    }
    const point = match[0].codePointAt(0) ?? 0
    const end = text.indexOf('\n', match.index)
    found.push({
      code: codePointName(match[0]),
      kind: isDirection(point) ? 'direction' : 'invisible',
      line,
      column: match.index - lineStart + 1,
      text: text.slice(lineStart, end === -1 ? undefined : end),
    })
    if (found.length === maxHidden) break
  }
  return found
}

const isDirection = (point: number): boolean =>
  (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)
