import {
  type ForeignRepository,
  openForeignRepository,
} from '../../adapters/repository/foreign-repository.ts'
import { GuardError } from '../../core/errors.ts'
import { commandPrograms } from '../../runner/session-programs.ts'
import type { CommandIo } from '../io.ts'
import type { Collector } from './collector.ts'
import { changesOf, stagedChanges } from './git-changes.ts'
import { runGit } from './git-objects.ts'
import { type GitRange, listNotes, readRange } from './git-range.ts'
import { type Fail, type GitReading, openReading } from './git-reading.ts'

type Surroundings = Pick<CommandIo, 'cwd' | 'env'>

/** Commits whose changes are listed by one call of git. */
const batchSize = 500

/**
 * Scans what the commits of a range add: every blob that no parent had at its path, the names of new
 * files, and each commit itself; then tags and names of refs that lead to them, and notes about them.
 * A secret that the file already held before the commit is left out.
 *
 * @throws {GuardError} `INPUT_INVALID` when git cannot read the range
 */
export async function scanGit(
  range: string,
  surroundings: Surroundings,
  collector: Collector,
  fail: Fail,
): Promise<void> {
  await using repository = await openAround(surroundings, '--git')
  const found = await readRange(repository, range)
  const { commits, isOfNotes, refs } = found
  await using reading = openReading(repository, collector, fail)
  for (let at = 0; at < commits.length; at += batchSize) {
    const batch = commits.slice(at, at + batchSize)
    const changes = await changesOf(batch, repository)
    for (const [commit = ''] of batch) {
      await reading.scanCommit(commit)
      await reading.scanChanges(changes.get(commit) ?? [], { commit, isOfNotes })
    }
  }
  await scanTags(found, reading)
  if (!isOfNotes) await scanNotes(found, repository, reading)
  collector.scanNames(
    'ref name',
    refs.map(({ ref }) => ({ name: ref, path: ref })),
  )
}

/**
 * Scans what the next commit would add: blobs of the index, as git has stored them, whatever stands in
 * the work tree.
 *
 * @throws {GuardError} `INPUT_INVALID` when git cannot read the index
 */
export async function scanStaged(
  surroundings: Surroundings,
  collector: Collector,
  fail: Fail,
): Promise<void> {
  await using repository = await openAround(surroundings, '--staged')
  const { changes, unmerged } = await stagedChanges(repository, await parentsOfNext(repository))
  await using reading = openReading(repository, collector, fail)
  await reading.scanChanges(changes, {})
  for (const path of unmerged) {
    collector.leaveOut({ path, why: 'it has a conflict, and nothing of it is staged' })
  }
}

async function openAround({ cwd, env }: Surroundings, option: '--git' | '--staged') {
  const findProgram = await commandPrograms(cwd, env)
  const withIndex = option === '--staged'
  const repository = await openForeignRepository(cwd, { findProgram, bare: true, withIndex })
  if (repository !== undefined) return repository
  throw new GuardError('INPUT_INVALID', `${option} needs a repository, and there is none here`)
}

/** What a commit would have as parents now: the empty tree before the first one. */
async function parentsOfNext(repository: ForeignRepository): Promise<string[]> {
  const parents: string[] = []
  for (const name of ['HEAD', 'MERGE_HEAD']) {
    const { code, stdout } = await repository.run(['rev-parse', '--verify', '--quiet', name])
    if (code === 0) parents.push(stdout.toString('latin1').trim())
  }
  if (parents.length > 0) return parents
  const empty = await runGit(repository, ['hash-object', '-t', 'tree', '--stdin'])
  return [empty.toString('latin1').trim()]
}

async function scanTags({ ends, refs }: GitRange, reading: GitReading): Promise<void> {
  const tags = refs.filter(({ ref }) => ref.startsWith('refs/tags/'))
  const names = new Map(tags.map(({ ref, object }) => [object, ref]))
  for (const start of new Set([...ends, ...names.keys()])) {
    await reading.followTags(start, names)
  }
}

async function scanNotes(
  { commits }: GitRange,
  repository: ForeignRepository,
  reading: GitReading,
): Promise<void> {
  const within = new Set(commits.map(([id]) => id))
  for (const { blob, about } of await listNotes(repository)) {
    if (within.has(about)) await reading.scanNote(blob, about)
  }
}
