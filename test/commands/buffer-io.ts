import type { CommandIo } from '../../src/commands/io.ts'

/** A process made of buffers. */
export function bufferIo(cwd: string, { isTTY = false }: { isTTY?: boolean } = {}) {
  const written = { stdout: '', stderr: '' }
  const io: CommandIo = {
    stdout: {
      write(text) {
        written.stdout += text
      },
      isTTY,
    },
    stderr: {
      write(text) {
        written.stderr += text
      },
    },
    stdin: (async function* () {})(),
    env: {},
    cwd,
    command: 'cursor-guard',
    now: Date.now,
  }
  return { io, written }
}
