import { closeSync, readdirSync, readFileSync } from 'node:fs'

/** `O_CLOEXEC` of Linux: what has it ends with this process, and is no program's that it starts. */
const closeOnExec = 0o2000000

/**
 * Closes files beside the standard ones which whoever started this process had open, such as a shell's
 * `20<file`: node sees to the first ones alone, and every program that it starts would get the others.
 * Of systems without `/proc` nothing is known, and nothing is closed.
 */
export function closeInherited(): void {
  for (const name of namesIn('/proc/self/fd')) {
    const number = Number(name)
    if (number > 2 && !endsHere(name)) closeSync(number)
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** One that is closed meanwhile, such as the list's own, ends here as well. */
function endsHere(name: string): boolean {
  try {
    const text = readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')
    const flags = /^flags:\s*([0-7]+)$/m.exec(text)?.[1]
    return flags === undefined || (Number.parseInt(flags, 8) & closeOnExec) !== 0
  } catch {
    return true
  }
}
