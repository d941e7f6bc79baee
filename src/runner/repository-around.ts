import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The nearest folder at or above `folder` that has a `.git`, whatever that is; none without one. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await lstat(join(at, '.git')).catch(() => undefined)) !== undefined) return at
    if (at === dirname(at)) return undefined
  }
}
