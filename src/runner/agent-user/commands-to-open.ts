import { dirname } from 'node:path'
import { existing, findCommand, interpretersOf } from './plan.ts'
import { isWithin } from './slots.ts'

export interface CommandFile {
  path: string
  /** Whether a link or a first line in what is handed over says so: an earlier command may have written it. */
  isNamedAtWork: boolean
}

/**
 * The file that will be run: the first on PATH, and behind the guard's own shims the one they will
 * find. With it, the interpreters that its first line names, and the guard's own node for probes.
 *
 * @param isWork whether a place is handed over
 * @returns none where the command is not found
 */
export async function commandFiles(
  options: {
    command: readonly string[]
    path: string
    workspace: string
    readable?: readonly string[]
  },
  isWork: (place: string) => boolean,
): Promise<CommandFile[]> {
  const { command, path, workspace } = options
  const isAtWork = async (file: string) => (await existing([dirname(file), file])).some(isWork)
  const own = await existing(options.readable ?? [])
  const matches = await findCommand(command[0] ?? '', path, workspace)
  const first = matches.findIndex((file) => !own.some((folder) => isWithin(file, folder)))
  const files: CommandFile[] = []
  for (const file of first === -1 ? matches : matches.slice(0, first + 1)) {
    const isScriptAtWork = await isAtWork(file)
    files.push({ path: file, isNamedAtWork: isScriptAtWork })
    for (const name of await interpretersOf(file)) {
      const [found] = await findCommand(name, path, workspace)
      if (found === undefined) continue
      // A bare name is looked up in PATH, which is the job's.
      const isNamedAtWork = (isScriptAtWork && name.includes('/')) || (await isAtWork(found))
      files.push({ path: found, isNamedAtWork })
    }
  }
  return files.length === 0 ? [] : [...files, { path: process.execPath, isNamedAtWork: false }]
}

/**
 * Those for which closed places are opened: not what only the workspace names, unless it lies in a
 * toolchain of the job's.
 */
export async function openedFor(
  files: readonly CommandFile[],
  toolchains: readonly string[],
): Promise<string[]> {
  const opened: string[] = []
  for (const { path, isNamedAtWork } of files) {
    const [real = path] = await existing([path])
    if (!isNamedAtWork || toolchains.some((place) => isWithin(real, place))) opened.push(path)
  }
  return opened
}
