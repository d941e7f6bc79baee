import type { Stats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'

/** One name on the way to a file: a folder, a link, or the file itself. */
export interface PathStep {
  path: string
  stats: Stats
}

/** As many links as Linux follows. */
const maxLinks = 40

/**
 * Everything that decides what an absolute path leads to, in order: each folder that is passed,
 * each link that is followed, and what stands at the end. Whoever can write one of them decides it.
 *
 * @throws the system's own error where a part is missing or cannot be read, `ELOOP` for a circle
 */
export async function pathSteps(path: string): Promise<PathStep[]> {
  const steps: PathStep[] = []
  const names = path.split(sep).filter((name) => name !== '')
  let at: string = sep
  let links = 0
  steps.push({ path: at, stats: await lstat(at) })
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = join(at, name)
    const stats = await lstat(next)
    steps.push({ path: next, stats })
    if (!stats.isSymbolicLink()) {
      at = next
      continue
    }
    links += 1
    if (links > maxLinks) throw Object.assign(new Error(`${path}: a circle`), { code: 'ELOOP' })
    const target = await readlink(next)
    if (isAbsolute(target)) at = sep
    names.unshift(...target.split(sep).filter((part) => part !== '' && part !== '.'))
  }
  return steps
}
