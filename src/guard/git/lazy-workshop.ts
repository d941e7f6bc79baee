import type { GitWorkshop } from '../git-ports.ts'

/** A workshop that is made when it is first needed: a session that does not push pays nothing. */
export function createLazyWorkshop(make: () => Promise<GitWorkshop>): GitWorkshop {
  let made: Promise<GitWorkshop> | undefined
  const workshop = (): Promise<GitWorkshop> => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
  return {
    readTips: async (...call) => (await workshop()).readTips(...call),
    defaultBranch: async (repository) => (await workshop()).defaultBranch(repository),
    receive: async (...call) => (await workshop()).receive(...call),
    prepare(repository) {
      workshop().then(
        (one) => one.prepare?.(repository),
        () => {},
      )
    },
    async close() {
      const one = await made?.catch(() => undefined)
      await one?.close()
    },
  }
}
