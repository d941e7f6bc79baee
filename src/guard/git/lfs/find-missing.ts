import type { LfsPointer } from '../../../core/git/lfs-pointer.ts'
import type { RepositoryName } from '../../../core/git/repository-name.ts'
import { type AskContext, askForge, type BatchAnswers } from './ask-forge.ts'
import { LfsRefusal } from './lfs-answer.ts'
import type { LfsContext } from './lfs-context.ts'

/** Objects the forge is asked about at a time. */
const maxAskedAtOnce = 100

/**
 * Pointers whose objects neither wait here nor are at the forge.
 *
 * @returns `unknown` when the forge could not be asked
 */
export async function findMissing(
  context: AskContext & Pick<LfsContext, 'present' | 'waiting'>,
  repository: RepositoryName,
  pointers: readonly LfsPointer[],
  signal: AbortSignal,
): Promise<LfsPointer[] | 'unknown'> {
  const { present, waiting } = context
  const byId = new Map(pointers.map((pointer) => [pointer.oid, pointer]))
  const open = [...byId.values()].filter(
    ({ oid }) =>
      present.get(`${repository} ${oid}`) === undefined &&
      waiting.find(repository, oid) === undefined,
  )
  const missing: LfsPointer[] = []
  for (let at = 0; at < open.length; at += maxAskedAtOnce) {
    const objects = open.slice(at, at + maxAskedAtOnce).map(({ oid, size }) => ({ oid, size }))
    const answers = await askToDownload(context, repository, objects, signal)
    if (answers === undefined) return 'unknown'
    for (const object of objects) {
      if (answers.get(object.oid)?.actions?.download === undefined) missing.push(object)
      else present.set(`${repository} ${object.oid}`, true)
    }
  }
  return missing
}

/** Undefined when the forge could not be asked; one without LFS has none of its objects. */
async function askToDownload(
  context: AskContext,
  repository: RepositoryName,
  objects: LfsPointer[],
  signal: AbortSignal,
): Promise<BatchAnswers | undefined> {
  const question = {
    operation: 'download' as const,
    transfers: ['basic'],
    hash_algo: 'sha256' as const,
    objects,
  }
  try {
    return await askForge(context, repository, question, { anonymous: false, signal })
  } catch (error) {
    return error instanceof LfsRefusal && error.status === 404 ? new Map() : undefined
  }
}
