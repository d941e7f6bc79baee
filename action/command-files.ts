import { readFile, writeFile } from 'node:fs/promises'

/** Files by which a step speaks to the runner; what stands in them reaches later steps. */
const names = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY']

export interface CommandFiles {
  /** Puts the files back; returns the names of those that somebody wrote to meanwhile. */
  restore(): Promise<string[]>
}

/**
 * Remembers the runner's command files while the agent runs. The agent is not told where they
 * are, but a process of the same user can find them, and a line in `GITHUB_ENV` would let it into
 * every later step.
 */
export async function holdCommandFiles(env: NodeJS.ProcessEnv): Promise<CommandFiles> {
  const held = await Promise.all(
    names.flatMap((name) => {
      const path = env[name]
      return path ? [readOrEmpty(path).then((bytes) => ({ name, path, bytes }))] : []
    }),
  )
  return {
    async restore() {
      const changed: string[] = []
      for (const { name, path, bytes } of held) {
        if ((await readOrEmpty(path)).equals(bytes)) continue
        await writeFile(path, bytes)
        changed.push(name)
      }
      return changed
    },
  }
}

const readOrEmpty = (path: string): Promise<Buffer> => readFile(path).catch(() => Buffer.alloc(0))
