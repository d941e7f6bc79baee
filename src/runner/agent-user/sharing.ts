import { lstat } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { runProgram } from '../../adapters/machine/run-program.ts'
import { asRoot, type Privilege } from './privilege.ts'
import { isWithin, type SlotRecord } from './slots.ts'

/** A record whose user is known. */
export type OwnedRecord = SlotRecord & { uid: number; gid: number }

/** Handing over a tree takes about 10 µs a file; past this something is wrong. */
const timeoutMs = 120_000

/**
 * Access lists which the folders have already, to be put back at the end.
 *
 * @throws {Error} when they cannot be read, or are too long to keep
 */
export async function readAccessLists(folders: readonly string[]): Promise<string> {
  const command = ['getfacl', '-R', '-P', '-p', '-n', '--skip-base', '--', ...folders]
  const outcome = await runProgram(command, { timeoutMs })
  if (outcome.code !== 0) throw new Error(`getfacl: ${outcome.complaint}`)
  if (outcome.stdout.length > 4 * 1_048_576)
    throw new Error('too many access lists in the workspace')
  return outcome.stdout
}

/** Whether something in the folders has this owner already: it could not be told apart later. */
export async function hasFilesOf(
  privilege: Privilege,
  folders: readonly string[],
  uid: number,
): Promise<boolean> {
  const script = 'uid=$1; shift; find "$@" -xdev -uid "$uid" -print -quit'
  const outcome = await asRoot(privilege, script, [uid, ...folders], { timeoutMs })
  return outcome.code !== 0 || outcome.stdout !== ''
}

/**
 * Hands the record's folders to its user.
 *
 * The job's files change their owner, because only an owner may `chmod` or set times, which builds
 * do all the time. The job can still make and remove things in the folders that were there. There
 * are no inherited access lists: with them the command's umask would be without effect. Files of
 * others stay as they are, and so do files with several names: the other name may be in a cache.
 *
 * @throws {Error} when something cannot be handed over
 */
export async function share(privilege: Privilege, record: OwnedRecord): Promise<void> {
  const walk = walkOf(record)
  for (const folder of record.shared) {
    await must(
      asRoot(privilege, `${walk}\n${shareScript}`, valuesOf(folder, record), { timeoutMs }),
      folder,
    )
  }
  const kept = record.kept.map(({ path }) => path)
  if (kept.length === 0) return
  await must(asRoot(privilege, keepScript, [record.uid, record.job.uid, ...kept]), kept[0] ?? '')
}

/**
 * A folder with the sticky bit lets everybody add to it, and nobody move or remove what belongs to
 * another: so a closed folder inside the workspace cannot be put aside and replaced.
 */
const keepScript = `
set -e
user=$1 job=$2
shift 2
for path do
  find "$path" -maxdepth 0 -uid "$user" -exec chown -h "$job" {} +
  setfacl -m "u:$user:rwx" -- "$path"
  chmod +t -- "$path"
done`

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
 * `walk TESTS…` visits `$1` without what lies under `$4…` and without other file systems. Links
 * are never followed.
 */
const walkOf = (record: SlotRecord) => {
  const prune = record.excluded.map((_, index) => `-path "$excluded${index}"`).join(' -o ')
  const names = record.excluded.map((_, index) => `excluded${index}=\${${index + 4}}`).join('\n')
  const skip = prune === '' ? '' : `\\( ${prune} \\) -prune -o`
  return `set -e\nfolder=$1 user=$2 job=$3\n${names}\nwalk() { find "$folder" -xdev ${skip} "$@"; }`
}

/** `find -path` takes a pattern: what looks like one in a name is escaped. */
const valuesOf = (folder: string, record: OwnedRecord) => [
  folder,
  record.uid,
  record.job.uid,
  ...record.excluded.map((path) => path.replace(/[\\*?[\]]/g, '\\$&')),
]

const shareScript = `
walk -uid "$job" ! \\( -type f -links +1 \\) -exec chown -h "$user" {} +
closed=$(walk -type f -links +1 -uid "$job" ! -perm -o=r -print -quit)
[ -z "$closed" ] || { echo "a file with a second name elsewhere, which others cannot read" >&2; exit 1; }
if [ "$job" = 0 ]; then
  walk ! -uid "$user" ! -type l ! \\( -type f -links +1 \\) -exec setfacl -m "u:$user:rwX" -- {} +
else
  walk -uid "$user" -type d -exec setfacl -m "u:$job:rwx" -- {} +
fi`

/**
 * Takes the folders back: everything the user owns becomes the job's, access lists go, those that
 * were there before return. The user's processes must have ended.
 *
 * @returns what could not be put back, one sentence each
 */
export async function unshare(privilege: Privilege, record: OwnedRecord): Promise<string[]> {
  const problems: string[] = []
  const walk = walkOf(record)
  const sticky = record.kept.filter(({ wasSticky }) => !wasSticky).map(({ path }) => path)
  if (sticky.length > 0) await asRoot(privilege, 'chmod -t -- "$@"', sticky)
  for (const folder of record.shared) {
    const found = await lstat(folder).catch(() => undefined)
    if (found === undefined || found.isSymbolicLink()) continue
    const groups = `group=${Number(record.gid)} jobgroup=${Number(record.job.gid)}`
    const script = `${walk}\n${groups}\n${unshareScript}`
    const outcome = await asRoot(privilege, script, valuesOf(folder, record), { timeoutMs })
    if (outcome.code !== 0) problems.push(`${folder}: ${outcome.complaint || 'not given back'}`)
  }
  return [...problems, ...(await putBack(privilege, record))]
}

/** Files may vanish while it runs; what counts is that nothing of the user's is left. */
const unshareScript = `
set +e
walk -uid "$user" -type f -links +1 -exec setfacl -b -- {} +
walk -uid "$user" -exec chown -h "$job" {} +
walk -gid "$group" -exec chgrp -h "$jobgroup" {} +
if [ "$job" = 0 ]; then
  walk ! -type l ! \\( -type f -links +1 \\) -exec setfacl -b -- {} +
else
  walk -uid "$job" ! -type l ! \\( -type f -links +1 \\) -exec setfacl -b -- {} +
fi
left=$(walk -uid "$user" -print -quit)
[ -z "$left" ] || { echo "$left still belongs to the command's user" >&2; exit 1; }`

/** Restores earlier access lists, where the path still leads to a file of its own. */
async function putBack(privilege: Privilege, record: OwnedRecord): Promise<string[]> {
  const blocks = record.before.split('\n\n').filter((block) => block.startsWith('# file: '))
  const safe: string[] = []
  for (const block of blocks) {
    const path = plainPath(block.slice('# file: '.length, block.indexOf('\n')))
    const folder = record.shared.find((shared) => isWithin(path, shared))
    if (folder !== undefined && (await isPlain(path, folder))) safe.push(block)
  }
  if (safe.length === 0) return []
  const input = `${safe.join('\n\n')}\n`
  const outcome = await asRoot(privilege, 'setfacl --restore=-', [], { input, timeoutMs })
  return outcome.code === 0 ? [] : [`access lists: ${outcome.complaint}`]
}

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
  entries: readonly { path: string; rights: 'r-x' | '--x' | '---' }[],
  uid: number,
): Promise<void> {
  for (const rights of ['r-x', '--x', '---'] as const) {
    const paths = entries.filter((entry) => entry.rights === rights).map(({ path }) => path)
    if (paths.length === 0) continue
    const script = 'uid=$1 rights=$2; shift 2; setfacl -m "u:$uid:$rights" -- "$@"'
    await must(asRoot(privilege, script, [uid, rights, ...paths], { timeoutMs }), paths[0] ?? '')
  }
}

/** Removes the user's entries, and the whole list where only its mask would be left. */
export async function removeEntries(
  privilege: Privilege,
  paths: readonly string[],
  uid: number,
): Promise<string[]> {
  if (paths.length === 0) return []
  const outcome = await asRoot(privilege, removeScript, [uid, ...paths], { timeoutMs })
  return outcome.code === 0 ? [] : [`access lists: ${outcome.complaint}`]
}

const removeScript = `
uid=$1; shift
for path do
  [ -e "$path" ] || continue
  setfacl -x "u:$uid" -- "$path"
  getfacl -p -n -- "$path" | grep -Eq '^(user|group):[0-9]+:|^default:' || setfacl -b -- "$path"
done`

async function must(outcome: ReturnType<typeof asRoot>, where: string): Promise<void> {
  const { code, complaint } = await outcome
  if (code !== 0) throw new Error(`${where}: ${complaint || `exit code ${code}`}`)
}
