import type { LfsPointer } from '../../../core/git/lfs-pointer.ts'
import type { RepositoryName } from '../../../core/git/repository-name.ts'
import { LfsRefusal } from './lfs-answer.ts'
import type { SpooledObject } from './spool.ts'

/** An object that was received and judged, and waits for the push that names it. */
export interface WaitingObject extends LfsPointer {
  repository: RepositoryName
  spooled: SpooledObject
  /** On its way to the storage; for every push that names it. */
  sending?: Promise<void>
}

/** Objects that wait at once; a push has no more pointers. Their bytes are the spool's to count. */
export const maxWaitingObjects = 10_000

export interface WaitingObjects {
  find(repository: RepositoryName, oid: string): WaitingObject | undefined
  /** Keeps the object, or lets it go when it waits already. */
  keep(object: WaitingObject): Promise<void>
  /** The forge has it. */
  remove(object: WaitingObject): Promise<void>
  /** Removes all that are left, and says which. */
  clear(): Promise<LfsPointer[]>
}

export function createWaitingObjects(maxObjects = maxWaitingObjects): WaitingObjects {
  const objects = new Map<string, WaitingObject>()
  const keyOf = ({ repository, oid }: Pick<WaitingObject, 'repository' | 'oid'>) =>
    `${repository} ${oid}`

  async function remove(object: WaitingObject): Promise<void> {
    objects.delete(keyOf(object))
    await object.spooled[Symbol.asyncDispose]()
  }

  return {
    find: (repository, oid) => objects.get(keyOf({ repository, oid })),
    async keep(object) {
      if (objects.has(keyOf(object))) return object.spooled[Symbol.asyncDispose]()
      if (objects.size >= maxObjects) {
        await object.spooled[Symbol.asyncDispose]()
        throw new LfsRefusal(
          413,
          `more than ${maxObjects} objects wait for a push; push them first`,
        )
      }
      objects.set(keyOf(object), object)
    },
    remove,
    async clear() {
      const left = [...objects.values()]
      for (const object of left) await remove(object)
      return left.map(({ oid, size }) => ({ oid, size }))
    },
  }
}
