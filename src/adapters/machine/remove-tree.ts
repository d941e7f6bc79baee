import { rm } from 'node:fs/promises'
import { runProgram } from './run-program.ts'
import { findSystemProgram } from './system-programs.ts'

/**
 * Removes a folder with all that is in it, if it is there; what links in it lead to stays. The system's
 * own program holds each folder open while it empties it, so that a process which is left over cannot
 * put a link in a folder's place meanwhile; node goes by names, and is asked only where there is none.
 *
 * @throws {Error} when something cannot be removed
 */
export async function removeTree(folder: string): Promise<void> {
  const program = await findSystemProgram('rm')
  if (program === undefined) return rm(folder, { recursive: true, force: true })
  const { code, complaint } = await runProgram([program, '-rf', '--', folder])
  if (code !== 0) throw new Error(`${folder} cannot be removed: ${complaint}`)
}
