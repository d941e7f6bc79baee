import { lstat } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { environmentList } from './account.ts'
import type { AccessEntry } from './plan.ts'
import { asRoot, type Privilege } from './privilege.ts'
import { scriptWords, stillWalk, type Word } from './script-words.ts'
import { isWithin, type SlotRecord } from './slots.ts'

/** A record whose user is known. */
export type OwnedRecord = SlotRecord & { uid: number; gid: number }

/** Handing over a tree takes about 10 µs a file; past this something is wrong. */
const timeoutMs = 120_000

/**
 * Access lists which the folders have already, to be put back at the end. Nothing in them may
 * belong to the user yet: it could not be told apart later.
 *
 * @throws {Error} when something does, or the lists cannot be read or are too long to keep
 */
export async function readAccessLists(
  privilege: Privilege,
  folders: readonly string[],
  user: { name: string; uid: number },
): Promise<string> {
  const { code, stdout, complaint } = await asRoot(
    privilege,
    accessListsScript,
    [user.uid, ...folders],
    { timeoutMs },
  )
  if (code !== 0) throw new Error(complaint)
  if (stdout.startsWith(filesOfUser)) {
    throw new Error(`the workspace has files of the user ${user.name} already`)
  }
  if (stdout.length > 4 * 1_048_576) throw new Error('too many access lists in the workspace')
  return stdout
}

const filesOfUser = 'files of the user'
const accessListsScript = `
uid=$1; shift
found=$(find "$@" -xdev -uid "$uid" -print -quit) || exit
[ -z "$found" ] || { echo '${filesOfUser}'; exit; }
exec getfacl -R -P -p -n --skip-base -- "$@"`

/**
 * Hands the record's folders to its user, and adds entries for it to the lists of other paths.
 *
 * The job's files change their owner, because only an owner may `chmod` or set times, which builds
 * do all the time. The job can still make and remove things in the folders that were there. There
 * are no inherited access lists: with them the command's umask would be without effect. Files of
 * others stay as they are, and so do files with several names and such as raise rights.
 *
 * @returns the job's files that stay as they are, as far as they can be named
 * @throws {Error} when something cannot be handed over
 */
export async function share(
  privilege: Privilege,
  record: OwnedRecord,
  entries: readonly AccessEntry[],
): Promise<LeftAlone> {
  const { values, word } = scriptWords()
  const [user, job] = [word(record.uid), word(record.job.uid)]
  const { hold, walk } = stillWalk(record.shared, record, word)
  const change =
    record.job.uid === 0
      ? `-uid ${job} -exec chown -h ${user} {} + -o ! -uid ${user} ! -type l -exec setfacl -m ${word(`u:${record.uid}:rwX`)} -- {} +`
      : `-uid ${job} -exec chown -h ${user} {} + -type d -exec setfacl -m ${word(`u:${record.job.uid}:rwx`)} -- {} +`
  const script = [
    'set -e',
    ...hold,
    `${walk} ${leftAlone} -uid ${job} ! -perm -o=r -printf '- %p\\0' 2>/dev/null | head -c ${maxNamesBytes}`,
    `printf '\\0'`,
    `${walk} ${leftAlone} -uid ${job} -perm -o=r -printf '+ %p\\0' 2>/dev/null | head -c ${maxNamesBytes}`,
    `${walk} ! \\( ${leftAlone} \\) \\( ${change} \\)`,
    ...record.kept.flatMap(({ path }) => keep(word(path), record, word)),
    ...(record.session === undefined
      ? []
      : [`setfacl -m ${word(environmentList(record.uid))} -- ${word(record.session)}`]),
    ...entryCommands(entries, record.uid, word),
  ]
  const shared = asRoot(privilege, script.join('\n'), values, { timeoutMs })
  await must(shared, record.shared[0] ?? '')
  return namesIn((await shared).stdout)
}

/** Files which were left to the job; the first of them. */
export interface LeftAlone {
  /** Others can read them: the command can, and cannot change them in place. */
  readable: readonly string[]
  /** The command cannot even read them. */
  closed: readonly string[]
}

/** Of names that are read, in bytes: whoever makes files can make many. */
const maxNamesBytes = 32 << 10

function namesIn(printed: string): LeftAlone {
  const lines = printed.split('\0')
  const marked = (mark: string) =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length))
  return { closed: marked('- '), readable: marked('+ ') }
}

/**
 * Files that a change of the owner would harm: one with a second name may be a cache's, and one that
 * raises rights (setuid, setgid) would lose that for good.
 */
const leftAlone = '-type f \\( -links +1 -o -perm /6000 \\)'

/**
 * A folder with the sticky bit lets everybody add to it, and nobody move or remove what belongs to
 * another: so a closed folder inside the workspace cannot be put aside and replaced.
 */
const keep = (path: string, { uid, job }: OwnedRecord, word: Word) => [
  `find ${path} -maxdepth 0 -uid ${word(uid)} -exec chown -h ${word(job.uid)} {} +`,
  `setfacl -m ${word(`u:${uid}:rwx`)} -- ${path}`,
  `chmod +t -- ${path}`,
]

/** The folders from each shared one down to an excluded place, which must not be moved. */
export async function findKept(
  shared: readonly string[],
  excluded: readonly string[],
): Promise<SlotRecord['kept']> {
  const paths = new Set<string>()
  for (const place of excluded) {
    const folder = shared.find((one) => isWithin(place, one))
    if (folder === undefined) continue
    for (let at = dirname(place); isWithin(at, folder); at = dirname(at)) paths.add(at)
  }
  const withModes = [...paths].map(async (path) => {
    const { mode } = await lstat(path)
    return { path, wasSticky: (mode & 0o1000) !== 0 }
  })
  return Promise.all(withModes)
}

/**
 * Removes the user's home and takes the folders back: everything the user owns becomes the job's,
 * access lists go, those that were there before return. The user's processes must have ended.
 *
 * @returns what could not be put back, one sentence each
 */
export async function unshare(privilege: Privilege, record: OwnedRecord): Promise<string[]> {
  const { session } = record
  const isTemporary = (folder: string) => session !== undefined && isWithin(folder, session)
  const folders = await stillThere(record.shared.filter((folder) => !isTemporary(folder)))
  if (folders.length === 0 && session === undefined) return []
  const { values, word } = scriptWords()
  const script = [
    'code=0',
    ...(session === undefined ? [] : [`rm -rf -- ${word(session)} || code=1`]),
    ...(folders.length === 0 ? [] : unshareCommands(record, folders, word)),
    'exit $code',
  ]
  const outcome = await asRoot(privilege, script.join('\n'), values, { timeoutMs })
  const problem = `not given back: ${outcome.complaint || folders.join(', ')}`
  return [...(outcome.code === 0 ? [] : [problem]), ...(await putBack(privilege, record))]
}

function unshareCommands(record: OwnedRecord, folders: readonly string[], word: Word): string[] {
  const [user, job] = [word(record.uid), word(record.job.uid)]
  const { hold, walk } = stillWalk(folders, record, word)
  const groups = { own: word(record.gid), job: word(record.job.gid) }
  const sticky = record.kept.filter(({ wasSticky }) => !wasSticky).map(({ path }) => word(path))
  const theirs = record.job.uid === 0 ? '' : `\\( -uid ${user} -o -uid ${job} \\)`
  const clear = '-exec setfacl -b -- {} +'
  return [
    ...hold,
    ...(sticky.length > 0 ? [`chmod -t -- ${sticky.join(' ')}`] : []),
    `${walk} \\( -uid ${user} ${leftAlone} ${clear} , -uid ${user} -exec chown -h ${job} {} + , \\`,
    `  -gid ${groups.own} -exec chgrp -h ${groups.job} {} + , \\`,
    `  ${theirs} ! -type l ! \\( ${leftAlone} \\) ${clear} \\)`,
    // Files may vanish while it runs; what counts is that nothing of the user's is left.
    `left() { ${walk} -uid ${user} -print -quit; }`,
    'found=$(left "$@") || found=$(left "$@") || code=1',
    '[ -z "$found" ] || { echo "$found still belongs to the command\'s user" >&2; code=1; }',
  ]
}

/** Only what was looked for and not found is gone. */
async function stillThere(paths: readonly string[]): Promise<string[]> {
  const isGone = (path: string) =>
    lstat(path).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
    )
  const gone = await Promise.all(paths.map(isGone))
  return paths.filter((_, index) => !gone[index])
}

/** Restores earlier access lists, where the path still leads to a file of its own. */
async function putBack(privilege: Privilege, record: OwnedRecord): Promise<string[]> {
  const blocks = record.before.split('\n\n').filter((block) => block.startsWith('# file: '))
  const safe: string[] = []
  for (const block of blocks) {
    const path = pathOfBlock(block)
    const folder = record.shared.find((shared) => isWithin(path, shared))
    if (folder !== undefined && (await isPlain(path, folder))) safe.push(block)
  }
  if (safe.length === 0) return []
  const input = `${safe.join('\n\n')}\n`
  const outcome = await asRoot(privilege, 'setfacl --restore=-', [], { input, timeoutMs })
  return outcome.code === 0 ? [] : [`access lists: ${outcome.complaint}`]
}

/** Of which file a block of `getfacl` tells. */
const pathOfBlock = (block: string) =>
  plainPath(block.slice('# file: '.length, block.indexOf('\n')))

/** `getfacl` writes unusual bytes as a backslash and three octal digits. */
const plainPath = (path: string) => {
  const bytes = Buffer.from(path).toString('latin1')
  const plain = bytes.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  )
  return Buffer.from(plain, 'latin1').toString('utf8')
}

/**
 * Whether no part of `path` below `folder` is a link, and a file has one name only. The command
 * could have put a link there to have root change a file elsewhere.
 */
async function isPlain(path: string, folder: string): Promise<boolean> {
  for (let part = path; isWithin(part, folder); part = dirname(part)) {
    const found = await lstat(part).catch(() => undefined)
    if (found === undefined || found.isSymbolicLink()) return false
    if (!found.isDirectory() && (found.nlink > 1 || part !== path)) return false
    if (part === sep) return true
  }
  return true
}

/** Adds `entry` for the user to each path: `--x` to pass through a folder, `---` to hide. */
export async function addEntries(
  privilege: Privilege,
  entries: readonly AccessEntry[],
  uid: number,
): Promise<void> {
  if (entries.length === 0) return
  const { values, word } = scriptWords()
  const script = ['set -e', ...entryCommands(entries, uid, word)].join('\n')
  await must(asRoot(privilege, script, values, { timeoutMs }), entries[0]?.path ?? '')
}

const entryCommands = (entries: readonly AccessEntry[], uid: number, word: Word) =>
  (['r-x', '--x', '---'] as const).flatMap((rights) => {
    const paths = entries.filter((entry) => entry.rights === rights).map(({ path }) => word(path))
    if (paths.length === 0) return []
    return [`setfacl -m ${word(`u:${uid}:${rights}`)} -- ${paths.join(' ')}`]
  })

/**
 * Removes the user's entries, and the whole list where only its mask would be left. Every path was
 * resolved when it got its entry: one that leads elsewhere by now is gone, and a link in its place is
 * the command's doing.
 */
export async function removeEntries(
  privilege: Privilege,
  paths: readonly string[],
  uid: number,
): Promise<string[]> {
  if (paths.length === 0) return []
  const removed = await asRoot(privilege, removeScript, [uid, ...paths], { timeoutMs })
  const bare = removed.stdout
    .split('\n\n')
    .filter((block) => block.startsWith('# file: ') && !hasEntries.test(block))
    .map(pathOfBlock)
  const script = 'exec setfacl -b -- "$@"'
  const cleared = bare.length === 0 ? removed : await asRoot(privilege, script, bare, { timeoutMs })
  return [removed, cleared]
    .filter(({ code }) => code !== 0)
    .slice(0, 1)
    .map(({ complaint }) => `access lists: ${complaint}`)
}

const hasEntries = /^(?:user|group):\d+:|^default:/m

/**
 * Prints the lists that are left of those that are still in their place, behind no link. The shell looks
 * by itself: a program for each path would take most of the time of an ending.
 */
const removeScript = `
uid=$1; shift
in_place() {
  [ -e "$1" ] || return
  at=$1
  while [ -n "$at" ]; do [ ! -L "$at" ] || return; at=\${at%/*}; done
}
for path do shift; in_place "$path" && set -- "$@" "$path"; done
[ $# -gt 0 ] || exit 0
setfacl -x "u:$uid" -- "$@"; code=$?
getfacl -p -n --skip-base -- "$@" && exit $code`

async function must(outcome: ReturnType<typeof asRoot>, where: string): Promise<void> {
  const { code, complaint } = await outcome
  if (code !== 0) throw new Error(`${where}: ${complaint || `exit code ${code}`}`)
}
