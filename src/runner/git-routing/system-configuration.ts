import { execFile } from 'node:child_process'
import { isAbsolute } from 'node:path'

/**
 * The files which git on this machine reads as the system's configuration; ours takes their place
 * and includes them.
 */
export function systemConfiguration(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const args = ['config', '--system', '--no-includes', '--list', '--show-origin', '-z']
  const options = { env: environment, cwd: '/', timeout: 10_000, maxBuffer: 8 * 1_048_576 }
  return new Promise((resolve) => {
    const child = execFile('git', args, options, (error, stdout) => {
      // Without git, or without such a file, there is nothing to include.
      const origins = error === null ? stdout.split('\0') : []
      const files = origins
        .filter((field) => field.startsWith('file:'))
        .map((field) => field.slice('file:'.length))
      resolve([...new Set(files)].filter(isAbsolute))
    })
    child.stdin?.end()
  })
}
