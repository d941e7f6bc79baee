import { mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import {
  configText,
  type GitSetting,
  quotedText,
  readSettings,
} from '../../core/git/config-text.ts'
import { printableLine } from '../../core/recording/visible.ts'
import { makeOwnFolder } from '../../own-folder.ts'
import { makeBareRepository, removeFolder } from './bare-repository.ts'
import { createGit, type GitPlace, gitEnvironment } from './git-process.ts'
import type { ProgramPath } from './git-version.ts'
import {
  isThere,
  type Located,
  locateRepository,
  readSmall,
  unreadable,
} from './locate-repository.ts'
import { defaultLimits } from './repository-limits.ts'

/**
 * A repository that somebody else could have written, for reading. Git works in a bare repository of
 * our own whose objects and refs lead there: of its settings, hooks, filters and helpers none counts,
 * nothing is fetched, and no variable of ours is passed on.
 */
export interface ForeignRepository extends AsyncDisposable {
  /** The work tree's folder, or the repository's own where it has none; resolved. */
  readonly root: string
  /** Its settings, as data; files which they include are not read. */
  readonly settings: readonly GitSetting[]
  /** Runs git to its end; never rejects for an exit code. */
  run(args: readonly string[], options?: RunOptions): Promise<ForeignAnswer>
  /** What to spawn for a git that is spoken with. */
  command(args: readonly string[]): {
    file: string
    args: string[]
    options: { cwd: string; env: Record<string, string> }
  }
}

interface RunOptions {
  input?: string
  /** Most output accepted; 16 MiB without it. */
  maxBytes?: number
}

export interface ForeignAnswer {
  /** 0 alone is a success; an answer that was cut off is none. */
  code: number
  stdout: Buffer
  /** What git said besides, on one line, safe to show. */
  said: string
  /** The same as it came. */
  stderr: string
}

const maxShallowBytes = 64 << 20
const timeoutMs = 20_000

/**
 * Opens the repository around a folder.
 *
 * @param options.bare whether a folder that is itself a repository counts as well
 * @param options.withIndex whether git is to see what is staged, and a merge that is under way
 * @returns `undefined` where every folder upwards was looked at and none has one
 * @throws {GuardError} `INPUT_INVALID` for a repository that cannot be read, `MACHINE_UNSUITABLE`
 * without git
 */
export async function openForeignRepository(
  folder: string,
  options: { findProgram: ProgramPath; bare?: boolean; withIndex?: boolean },
): Promise<ForeignRepository | undefined> {
  const found = await locateRepository(folder, options.bare === true)
  if (found === undefined) return undefined
  const path = await options.findProgram('git')
  if (path === undefined) {
    throw new GuardError('MACHINE_UNSUITABLE', `git was not found, and ${found.root} needs it`, {
      hint: 'Install git in a folder of the system.',
    })
  }
  await using undo = new AsyncDisposableStack()
  const scratch = await makeOwnFolder('cursor-guard-read-', [found.root])
  undo.defer(() => removeFolder(scratch))
  const prlimit = await options.findProgram('prlimit')
  const git = createGit({ path, ...(prlimit === undefined ? {} : { prlimit }) }, defaultLimits)
  undo.defer(() => git.close())
  const run = async (place: GitPlace, args: readonly string[], more: RunOptions = {}) => {
    const answer = await git.run({ args, place, timeoutMs, ...more })
    const isWhole = answer.code !== null && answer.ended === undefined && !answer.isCut
    return { ...answer, code: isWhole ? (answer.code ?? -1) : -1 }
  }
  const empty = await makeBareRepository(join(scratch, 'empty'), 'sha1')
  const parse = async (file: string) => {
    const input = await readSmall(file)
    if (input === undefined) return []
    const args = ['config', '--file', '-', '--no-includes', '--list', '-z']
    const answer = await run(empty.place, args, { input: input.toString('utf8') })
    if (answer.code !== 0) throw unreadable(file, answer.said)
    return readSettings(answer.stdout.toString('utf8'))
  }
  const settings = await settingsOf(found, parse)
  const place = await mirror(found, settings, join(scratch, 'mirror'))
  if (options.withIndex === true) await mirrorIndex(found.gitDir, place.gitDir)
  const taken = undo.move()
  return {
    root: found.root,
    settings,
    run: (args, more) => run(place, args, more),
    command: (args) => ({
      file: path,
      args: [...args],
      options: { cwd: place.gitDir, env: gitEnvironment(place) },
    }),
    [Symbol.asyncDispose]: () => taken.disposeAsync(),
  }
}

async function settingsOf(
  { gitDir, commonDir }: Located,
  parse: (file: string) => Promise<GitSetting[]>,
): Promise<GitSetting[]> {
  const settings = await parse(join(commonDir, 'config'))
  if (settingOf(settings, 'extensions.worktreeconfig') !== 'true') return settings
  return [...settings, ...(await parse(join(gitDir, 'config.worktree')))]
}

const settingOf = (settings: readonly GitSetting[], key: string): string | undefined =>
  settings.findLast((setting) => setting.key === key)?.value.toLowerCase()

/** What a revision can name besides refs: `@{upstream}` needs these, and they run nothing. */
const inert = /^(?:branch\..*\.(?:remote|merge)|remote\..*\.fetch)$/s

/** A bare repository of our own, whose objects and refs are those of the other one. */
async function mirror(
  { gitDir, commonDir }: Located,
  settings: readonly GitSetting[],
  folder: string,
): Promise<GitPlace> {
  const format = settingOf(settings, 'extensions.objectformat') ?? 'sha1'
  const storage = settingOf(settings, 'extensions.refstorage') ?? 'files'
  if (format !== 'sha1' && format !== 'sha256') {
    throw unreadable(gitDir, `its objects have the unknown format ${printableLine(format, 40)}`)
  }
  if (storage !== 'files' && storage !== 'reftable') {
    throw unreadable(gitDir, `its refs have the unknown format ${printableLine(storage, 40)}`)
  }
  const { place } = await makeBareRepository(folder, format)
  for (const name of ['refs', 'packed-refs', 'logs', 'reftable']) {
    const target = join(commonDir, name)
    if (!(await isThere(target))) continue
    await rm(join(folder, name), { recursive: true, force: true })
    await symlink(target, join(folder, name))
  }
  await writeFile(join(folder, 'HEAD'), await headOf(gitDir))
  const shallow = await readSmall(join(commonDir, 'shallow'), maxShallowBytes)
  if (shallow !== undefined) await writeFile(join(folder, 'shallow'), shallow)
  const kept = settings.filter(({ key }) => inert.test(key))
  await writeFile(join(folder, 'config'), configText([...ownSettings(format, storage), ...kept]))
  const info = join(place.objects, 'info')
  await mkdir(info)
  await writeFile(join(info, 'alternates'), `${quotedText(join(commonDir, 'objects'))}\n`)
  return place
}

/** The index, the parts that it shares, and the commit that is being merged; read alone. */
async function mirrorIndex(gitDir: string, folder: string): Promise<void> {
  for (const name of await readdir(gitDir)) {
    if (!/^(?:index|sharedindex\.[0-9a-f]+|MERGE_HEAD)$/.test(name)) continue
    await symlink(join(gitDir, name), join(folder, name))
  }
}

/** Commit graphs are left out: who wrote one could leave commits out of history. */
const ownSettings = (format: string, storage: string): GitSetting[] => [
  { key: 'core.repositoryformatversion', value: '1' },
  { key: 'core.bare', value: 'true' },
  { key: 'core.commitgraph', value: 'false' },
  { key: 'extensions.objectformat', value: format },
  ...(storage === 'files' ? [] : [{ key: 'extensions.refstorage', value: storage }]),
]

/** HEAD as it stands, or as a link, which git took for a symbolic ref in its first years. */
async function headOf(gitDir: string): Promise<Buffer> {
  const file = join(gitDir, 'HEAD')
  const link = await readlink(file).catch(() => undefined)
  if (link !== undefined) return Buffer.from(`ref: ${link}\n`)
  const head = await readSmall(file)
  if (head === undefined) throw unreadable(file, 'it is not there')
  return head
}
