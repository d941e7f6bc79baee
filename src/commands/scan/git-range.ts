import type { ForeignRepository } from '../../adapters/repository/foreign-repository.ts'
import { runGit } from './git-objects.ts'

/** What a range of `--git` stands for. */
export interface GitRange {
  /** The oldest first, each with its parents. */
  commits: string[][]
  /** What its ends name, as it stands: a tag is not followed. Ends that are left out are not among them. */
  ends: string[]
  /** Full names of refs: of its ends, and of branches and tags that point to one of its commits. */
  refs: NamedRef[]
  /** Whether one of its ends is a ref that keeps notes. */
  isOfNotes: boolean
}

export interface NamedRef {
  ref: string
  /** What it points to, as it stands. */
  object: string
}

/** @throws {GuardError} `INPUT_INVALID` when git cannot read the range */
export async function readRange(repository: ForeignRepository, range: string): Promise<GitRange> {
  const listed = await linesOf(repository, [
    'rev-list',
    '--reverse',
    '--parents',
    '--end-of-options',
    range,
    '--',
  ])
  const commits = listed.map((line) => line.split(' '))
  const parse = (...flags: string[]) =>
    linesOf(repository, ['rev-parse', ...flags, '--end-of-options', range])
  const ends = (await parse()).filter((line) => /^[0-9a-f]{40,}$/.test(line))
  const names = new Set(
    (await parse('--symbolic-full-name')).filter((line) => /^refs\//.test(line)),
  )
  const within = new Set(commits.map(([id]) => id))
  const refs: NamedRef[] = []
  for (const { ref, object, commit } of await listRefs(repository)) {
    const points = /^refs\/(?:heads|tags)\//.test(ref) && within.has(commit)
    if (points || names.has(ref)) refs.push({ ref, object })
  }
  const isOfNotes = [...names].some((name) => name.startsWith(notesPrefix))
  return { commits, ends: [...new Set(ends)], refs, isOfNotes }
}

export const notesPrefix = 'refs/notes/'

/** Every ref, with what it points to and the object behind its tags. */
async function listRefs(repository: ForeignRepository) {
  const format = '--format=%(objectname) %(*objecttype) %(*objectname) %(refname)'
  const refs: (NamedRef & { commit: string })[] = []
  for (const line of await linesOf(repository, ['for-each-ref', format])) {
    const [object = '', type, behind = '', ...name] = line.split(' ')
    const isNested = type === 'tag'
    const [last] = isNested ? await linesOf(repository, ['rev-parse', `${object}^{}`]) : [behind]
    refs.push({ object, commit: last || object, ref: name.join(' ') })
  }
  return refs
}

/** A note: the blob with its text, and the object it is about. */
export interface Note {
  blob: string
  about: string
}

/** Notes as they stand now, of every ref that keeps some. */
export async function listNotes(repository: ForeignRepository): Promise<Note[]> {
  const notes: Note[] = []
  for (const ref of await linesOf(repository, [
    'for-each-ref',
    '--format=%(refname)',
    notesPrefix,
  ])) {
    const listed = await runGit(repository, ['ls-tree', '-r', '-z', ref, '--'])
    for (const entry of listed.toString('latin1').split('\0')) {
      const [, blob, path = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? []
      const about = notedObject(path)
      if (blob !== undefined && about !== undefined) notes.push({ blob, about })
    }
  }
  return notes
}

/** The object that a note is about: its id, cut into folders (git-notes, "Refs"). */
export function notedObject(path: string): string | undefined {
  const id = path.replaceAll('/', '')
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) ? id : undefined
}

const linesOf = async (repository: ForeignRepository, args: readonly string[]) =>
  (await runGit(repository, args))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
