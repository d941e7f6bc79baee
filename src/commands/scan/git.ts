import {
  type ForeignRepository,
  openForeignRepository,
} from '../../adapters/repository/foreign-repository.ts'
import { GuardError } from '../../core/errors.ts'
import type { ScanMatch } from '../../core/secrets/create-engine.ts'
import { commandPrograms } from '../../runner/session-programs.ts'
import type { CommandIo } from '../io.ts'
import type { Collector } from './finding.ts'
import { type GitObjects, openObjects, runGit } from './git-objects.ts'

/** A file that a commit adds or changes. */
interface Change {
  path: string
  blob: string
  /** The blob that stood there in the first parent; absent when the path is new. */
  before?: string
}

const noBlob = /^0+$/
const submodule = '160000'
/** Commits whose changes are listed by one call of git. */
const batchSize = 500
/** Markers of old blobs kept, so that a file changed in many commits is read once a version. */
const maxRemembered = 2_000

/**
 * Scans what the commits of a range add: every blob that no parent had at its path, and every
 * commit message. A secret that the file already held before the commit is left out.
 *
 * @throws {GuardError} `INPUT_INVALID` when git cannot read the range
 */
export async function scanGit(
  range: string,
  { cwd, env }: Pick<CommandIo, 'cwd' | 'env'>,
  collector: Collector,
  fail: (path: string, problem: string) => void,
): Promise<void> {
  const findProgram = await commandPrograms(cwd, env)
  await using repository = await openForeignRepository(cwd, { findProgram, bare: true })
  if (repository === undefined) {
    throw new GuardError('INPUT_INVALID', '--git needs a repository, and there is none here')
  }
  const listed = await runGit(repository, [
    'rev-list',
    '--reverse',
    '--parents',
    '--end-of-options',
    range,
    '--',
  ])
  const commits = listed
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
  const objects = openObjects(repository)
  const before = createOldMarkers(objects, collector)
  try {
    for (let at = 0; at < commits.length; at += batchSize) {
      const batch = commits.slice(at, at + batchSize).map((line) => line.split(' '))
      const changes = await changesOf(batch, repository)
      for (const [commit = ''] of batch) {
        await scanMessage(commit)
        for (const change of changes.get(commit) ?? []) await scanChange(commit, change)
      }
    }
  } finally {
    await objects.close()
  }

  async function scanMessage(commit: string): Promise<void> {
    const message = await objects.read(commit)
    const chunks = message === undefined ? [] : [messageOf(message)]
    await collector.scan({ path: '(commit message)', commit, chunks })
  }

  async function scanChange(commit: string, { path, blob, before: old }: Change): Promise<void> {
    try {
      const left = new Map(old === undefined ? [] : await before(old))
      const isNew = ({ pseudonym }: ScanMatch) => {
        const count = left.get(pseudonym) ?? 0
        left.set(pseudonym, count - 1)
        return count <= 0
      }
      await collector.scan({ path, file: path, commit, chunks: objects.stream(blob), isNew })
    } catch (error) {
      if (!(error instanceof GuardError)) throw error
      fail(`${commit.slice(0, 12)}:${path}`, error.message)
    }
  }
}

/** How often each value stood in a blob, by its marker. */
function createOldMarkers(objects: GitObjects, collector: Collector) {
  const remembered = new Map<string, Map<string, number>>()
  return async (blob: string): Promise<Map<string, number>> => {
    const known = remembered.get(blob)
    if (known !== undefined) return known
    const markers = new Map<string, number>()
    await collector.look(objects.stream(blob), ({ pseudonym }) => {
      markers.set(pseudonym, (markers.get(pseudonym) ?? 0) + 1)
    })
    if (remembered.size >= maxRemembered) remembered.clear()
    remembered.set(blob, markers)
    return markers
  }
}

/**
 * The blobs that commits bring: those that differ from every parent, as `git diff-tree -m --raw`
 * lists them (gitformat-diff, raw output). Of a merge only what its author changed himself remains.
 *
 * @param batch each a commit's id and those of its parents
 */
async function changesOf(
  batch: string[][],
  repository: ForeignRepository,
): Promise<Map<string, Change[]>> {
  const flags = [
    '-r',
    '-m',
    '--root',
    '--raw',
    '-z',
    '--no-renames',
    '--no-abbrev',
    '--no-ext-diff',
  ]
  const input = batch.map(([commit]) => `${commit}\n`).join('')
  const raw = await runGit(repository, ['diff-tree', '--stdin', ...flags], input)
  const perParent = readRaw(raw.toString('utf8').split('\0'))
  return new Map(
    batch.map(([commit = '', ...parents]) => {
      const [first, ...others] = perParent.get(commit) ?? []
      // A parent from which nothing differs is not listed: then the merge brings nothing.
      const isListed = others.length + 1 >= parents.length
      const isNew = ([key]: [string, Change]) => others.every((changes) => changes.has(key))
      return [commit, isListed ? [...(first ?? [])].filter(isNew).map(([, change]) => change) : []]
    }),
  )
}

/** For each commit one map for each parent, by path and blob. */
function readRaw(fields: readonly string[]): Map<string, Map<string, Change>[]> {
  const commits = new Map<string, Map<string, Change>[]>()
  let current = new Map<string, Change>()
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? ''
    if (!field.startsWith(':')) {
      current = new Map()
      commits.set(field, [...(commits.get(field) ?? []), current])
      continue
    }
    const path = fields[++at] ?? ''
    const [, mode = '', before = '', blob = ''] = field.split(' ')
    if (mode === submodule || noBlob.test(blob)) continue
    const old = noBlob.test(before) ? {} : { before }
    current.set(`${path}\0${blob}`, { path, blob, ...old })
  }
  return commits
}

/** What stands behind the headers of a commit object. */
function messageOf(commit: Buffer): Buffer {
  const headers = commit.indexOf('\n\n')
  return headers < 0 ? commit : commit.subarray(headers + 2)
}
