import { dirname, resolve } from 'node:path'
import {
  type ForeignRepository,
  openForeignRepository,
} from '../../adapters/repository/foreign-repository.ts'
import { GuardError } from '../../core/errors.ts'
import type { RepositoryNames } from '../../core/policy/file/pattern-notes.ts'
import { commandPrograms } from '../../runner/session-programs.ts'
import type { CommandIo } from '../io.ts'
import { runGit } from '../scan/git-objects.ts'

/** Most files and refs that patterns are held against. */
const maxNames = 200_000

/**
 * What the repository around a policy file has in the commit that is checked out, else the one around
 * this folder; or, as the end of a sentence, why nobody can say.
 */
export async function readRepositoryNames(
  file: string,
  { cwd, env }: CommandIo,
): Promise<RepositoryNames | string> {
  try {
    const findProgram = await commandPrograms(cwd, env)
    const beside = await openForeignRepository(dirname(resolve(cwd, file)), { findProgram })
    await using repository = beside ?? (await openForeignRepository(cwd, { findProgram }))
    if (repository === undefined) return 'there is none around the file'
    return await namesOf(repository)
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    return error.message
  }
}

async function namesOf(repository: ForeignRepository): Promise<RepositoryNames | string> {
  const list = async (args: string[], cut: string) =>
    (await runGit(repository, args))
      .toString('utf8')
      .split(cut)
      .filter((name) => name !== '')
  const refs = await list(['for-each-ref', '--format=%(refname)'], '\n')
  if (await isUnborn(repository, refs)) return 'nothing is committed there yet'
  const paths = await list(['ls-tree', '-r', '-z', '--name-only', '--full-tree', 'HEAD'], '\0')
  if (paths.length + refs.length > maxNames) return `it has more than ${maxNames} names`
  const remote = /^refs\/remotes\/[^/]+\/(.+)$/
  return {
    paths,
    refs: [...new Set(refs.map((ref) => ref.replace(remote, 'refs/heads/$1')))],
  }
}

/** Whether the branch that is checked out has no commit, as after `git init`. */
async function isUnborn({ run }: ForeignRepository, refs: readonly string[]): Promise<boolean> {
  const { stdout } = await run(['symbolic-ref', '--quiet', 'HEAD'])
  const branch = stdout.toString('utf8').trim()
  return branch !== '' && !refs.includes(branch)
}
