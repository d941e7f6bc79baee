import { GuardError } from '../../core/errors.ts'
import { exitText, type Git, type GitPlace } from './git-process.ts'
import type { RepositoryLimits } from './repository-limits.ts'

/**
 * Stores a pack that comes from the forge; until it is whole nothing of it can be seen.
 *
 * @returns its size, in bytes
 * @throws {GuardError} `UPSTREAM_FAILED`, and what `pack` throws
 */
export async function storeFetched(
  pack: AsyncIterable<Uint8Array>,
  options: { git: Git; place: GitPlace; limits: RepositoryLimits; signal?: AbortSignal },
): Promise<number> {
  const { git, place, limits, signal } = options
  const indexing = git.start({
    args: ['index-pack', '--stdin'],
    place,
    timeoutMs: limits.upstreamMs,
    ...(signal ? { signal } : {}),
  })
  indexing.stdout.resume()
  let size = 0
  try {
    for await (const chunk of pack) {
      size += chunk.length
      if (indexing.stdin.write(chunk)) continue
      await new Promise<void>((resolve) => {
        indexing.stdin.once('drain', resolve)
        // An exit never rejects.
        void indexing.exit.then(() => resolve())
      })
    }
  } catch (error) {
    indexing.kill()
    await indexing.exit
    throw error
  }
  indexing.stdin.end()
  const exit = await indexing.exit
  if (exit.code === 0) return size
  throw new GuardError(
    'UPSTREAM_FAILED',
    `what the forge sent could not be stored: ${exitText(exit, limits)}`,
  )
}
