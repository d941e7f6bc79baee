import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { GuardError } from '../../core/errors.ts'
import { removeFolder } from './bare-repository.ts'
import { exitText, type Git, type GitPlace, type GitProcess } from './git-process.ts'
import { type RepositoryLimits, sizeText } from './repository-limits.ts'

/** What is in a pack, by count and by kind. */
export interface Census {
  objects: number
  inflatedBytes: number
  commits: ReadonlySet<string>
  tags: ReadonlySet<string>
}

export interface CheckContext {
  git: Git
  /** The push's objects alone. */
  place: GitPlace
  limits: RepositoryLimits
  signal: AbortSignal
  /** Nothing is to be checked any more but the number of objects and their sizes. */
  isChecked: boolean
}

/**
 * Counts the objects of a stored pack before any is inflated into memory, since a small pack can
 * hold a huge file, and has git check the form of each commit, tag and tree.
 *
 * The form is checked in a small pack made of those alone. While it receives a pack, git would also
 * ask for every `.gitattributes` that a tree names, and the unchanged ones are at the forge.
 *
 * @throws {GuardError} `PUSH_REFUSED`
 */
export async function checkObjects(context: CheckContext, packBytes: number): Promise<Census> {
  if (context.isChecked) return takeCensus(context, packBytes, () => {})
  const { census, missing } = await checkForm(context, packBytes, [])
  // Those of the push itself are looked at in a second round, which few pushes need.
  const own = await keepOwn(context, missing)
  if (own.length > 0) await checkForm(context, packBytes, own)
  return census
}

async function checkForm(
  { git, place, limits, signal, isChecked }: CheckContext,
  packBytes: number,
  blobs: readonly string[],
): Promise<{ census: Census; missing: string[] }> {
  const scratch = join(place.gitDir, 'check')
  await mkdir(join(scratch, 'pack'), { recursive: true, mode: 0o700 })
  const packing = git.start({
    args: ['pack-objects', '--stdout', '-q', '--window=0', '--delta-base-offset'],
    place,
    signal,
  })
  const checking = git.start({
    args: ['index-pack', '--stdin', '--fsck-objects'],
    place: { gitDir: place.gitDir, objects: scratch },
    signal,
  })
  packing.stdout.pipe(checking.stdin)
  let printed = ''
  checking.stdout.setEncoding('latin1')
  checking.stdout.on('data', (text: string) => {
    printed += text.slice(0, maxPrinted - printed.length)
  })
  const writing = createIdWriter(packing)
  try {
    for (const id of blobs) await writing.write(id)
    const context = { git, place, limits, signal, isChecked }
    const census = await takeCensus(context, packBytes, writing.write)
    packing.stdin.end()
    const packed = await packing.exit
    if (packed.code !== 0) throw refused(exitText(packed, limits))
    const exit = await checking.exit
    const attributes = exit.code === 0 ? [] : missingAttributes(exit.stderr)
    if (attributes === undefined) throw refused(fsckText(exitText(exit, limits)))
    const modules = printed.match(/^[0-9a-f]{40,64}$/gm) ?? []
    return { census, missing: [...new Set([...attributes, ...modules])] }
  } catch (error) {
    packing.kill()
    checking.kill()
    await Promise.all([packing.exit, checking.exit])
    throw error
  } finally {
    await removeFolder(scratch)
  }
}

/** Most of what git prints that is read, in characters. */
const maxPrinted = 262_144

/**
 * Ids of `.gitattributes` that git missed; `undefined` when it found fault with anything else. They
 * are the last thing it looks at, so that everything else is in order then.
 */
function missingAttributes(stderr: string): string[] | undefined {
  const lines = stderr.trim().split('\n')
  if (lines.at(-1) !== 'fatal: fsck error in pack objects') return undefined
  const ids: string[] = []
  for (const line of lines.slice(0, -1)) {
    if (line.startsWith('warning: ')) continue
    const id = /^error: object ([0-9a-f]+): gitattributesMissing: /.exec(line)?.[1]
    if (id === undefined) return undefined
    ids.push(id)
  }
  return ids
}

function createIdWriter({ stdin, exit }: GitProcess) {
  let isGone = false
  let wake = () => {}
  // An exit never rejects.
  void exit.then(() => {
    isGone = true
    wake()
  })
  return {
    /** Waits while git is busy; what git no longer takes is dropped, and its exit says why. */
    async write(id: string): Promise<void> {
      if (isGone || stdin.write(`${id}\n`)) return
      await new Promise<void>((resolve) => {
        wake = resolve
        stdin.once('drain', resolve)
        if (isGone) resolve()
      })
    },
  }
}

/** @param onRecord called with the id of everything that is not a file */
async function takeCensus(
  { git, place, limits, signal }: CheckContext,
  packBytes: number,
  onRecord: (id: string) => Promise<void> | void,
): Promise<Census> {
  const most = Math.min(
    limits.inflatedBytes,
    Math.max(limits.freeInflatedBytes, packBytes * limits.inflation),
  )
  const listing = git.start({
    args: [
      'cat-file',
      '--batch-all-objects',
      '--unordered',
      '--batch-check=%(objectname) %(objecttype) %(objectsize)',
    ],
    place: { gitDir: place.gitDir, objects: place.objects },
    signal,
  })
  listing.stdin.end()
  const commits = new Set<string>()
  const tags = new Set<string>()
  let objects = 0
  let inflatedBytes = 0
  try {
    for await (const line of createInterface({ input: listing.stdout })) {
      const [id = '', type = '', digits = ''] = line.split(' ')
      const size = Number(digits)
      objects += 1
      inflatedBytes += size
      const limit = type === 'blob' ? 'blobBytes' : 'recordBytes'
      if (!(size <= limits[limit])) {
        throw refused(
          `${type} ${id} has ${sizeText(size)}; at most ${sizeText(limits[limit])} are accepted (limit ${limit})`,
        )
      }
      if (inflatedBytes > most) {
        throw refused(
          `${sizeText(packBytes)} inflate to more than ${sizeText(most)} (limit inflatedBytes)`,
        )
      }
      if (type === 'blob') continue
      if (type === 'commit') commits.add(id)
      else if (type === 'tag') tags.add(id)
      await onRecord(id)
    }
  } catch (error) {
    listing.kill()
    await listing.exit
    throw error
  }
  const exit = await listing.exit
  if (exit.code !== 0) throw refused(exitText(exit, limits))
  return { objects, inflatedBytes, commits, tags }
}

async function keepOwn(
  { git, place, limits, signal }: CheckContext,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const exit = await git.run({
    args: ['cat-file', '--batch-check'],
    place: { gitDir: place.gitDir, objects: place.objects },
    signal,
    input: `${ids.join('\n')}\n`,
  })
  if (exit.code !== 0) throw refused(exitText(exit, limits))
  return exit.stdout.toString('latin1').match(/^[0-9a-f]+(?= blob )/gm) ?? []
}

const fsckText = (said: string): string => said.replace(/^(?:fatal|error): /, '')

const refused = (why: string) => new GuardError('PUSH_REFUSED', `the pack was refused: ${why}`)
