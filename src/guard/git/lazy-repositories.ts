import type { GitRepositories } from '../git-ports.ts'

/** Repositories that are opened when they are first needed: a session that does not push pays nothing. */
export function createLazyRepositories(make: () => Promise<GitRepositories>): GitRepositories {
  let made: Promise<GitRepositories> | undefined
  const open = (): Promise<GitRepositories> => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
  return {
    readTips: async (...call) => (await open()).readTips(...call),
    defaultBranch: async (repository) => (await open()).defaultBranch(repository),
    receive: async (...call) => (await open()).receive(...call),
    prepare(repository) {
      open().then(
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
