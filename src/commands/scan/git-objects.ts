import { Buffer } from 'node:buffer'
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { ForeignRepository } from '../../adapters/repository/foreign-repository.ts'
import { GuardError } from '../../core/errors.ts'

/** Bytes of one listing; ten million paths have less. */
const maxOutput = 1_073_741_824
/** Bytes of one object that is read as a whole: commits and their messages. */
const maxWhole = 16_777_216

/**
 * What one git command prints.
 *
 * @throws {GuardError} `INPUT_INVALID` with what git said when it fails
 */
export async function runGit(
  repository: ForeignRepository,
  args: readonly string[],
  input = '',
): Promise<Buffer> {
  const child = startGit(repository, args)
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const output: Buffer[] = []
  const errors: Buffer[] = []
  let length = 0
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > maxOutput) child.kill()
    else output.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    if (errors.length < 64) errors.push(chunk)
  })
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  }).catch((error: unknown) => {
    throw new GuardError('INPUT_INVALID', 'git could not be started', {
      hint: 'Install git, or scan files instead of commits.',
      cause: error,
    })
  })
  if (code === 0) return Buffer.concat(output)
  const said = Buffer.concat(errors).toString('utf8').trim().split('\n')[0] ?? ''
  throw new GuardError('INPUT_INVALID', `git ${args[0]} failed: ${said.slice(0, 300)}`)
}

function startGit(
  repository: ForeignRepository,
  words: readonly string[],
): ChildProcessWithoutNullStreams {
  const { file, args, options } = repository.command(words)
  return spawn(file, args, options)
}

/** Objects of a repository, read one after the other through one `git cat-file --batch`. */
export interface GitObjects {
  close(): Promise<void>
  /** The bytes of an object as they come. */
  stream(id: string): AsyncGenerator<Buffer>
  /** An object with its type; without its bytes when it has more than 16 MB. */
  read(id: string): Promise<{ type: string; body?: Buffer }>
}

/**
 * Opens a repository's objects.
 *
 * Reading throws `GuardError` `INPUT_INVALID` for an object that is not there, as in a partial clone.
 */
export function openObjects(repository: ForeignRepository): GitObjects {
  const child = startGit(repository, ['cat-file', '--batch'])
  child.stderr.resume()
  child.stdin.on('error', () => {})
  const reader = createReader(child)

  async function head(id: string): Promise<{ type: string; size: number }> {
    child.stdin.write(`${id}\n`)
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(await reader.line()) ?? []
    if (type !== undefined) return { type, size: Number(size) }
    throw new GuardError('INPUT_INVALID', `git has no object ${id.slice(0, 12)}`)
  }

  async function* body(size: number): AsyncGenerator<Buffer> {
    let left = size
    try {
      while (left > 0) {
        const chunk = await reader.some(left)
        left -= chunk.length
        yield chunk
      }
    } finally {
      // Whoever stopped early leaves the rest of the object, and the newline behind it.
      while (left > 0) left -= (await reader.some(left)).length
      await reader.some(1)
    }
  }

  return {
    async *stream(id) {
      const { size } = await head(id)
      yield* body(size)
    },
    async read(id) {
      const { type, size } = await head(id)
      const chunks: Buffer[] = []
      for await (const chunk of body(size)) if (size <= maxWhole) chunks.push(chunk)
      return size <= maxWhole ? { type, body: Buffer.concat(chunks) } : { type }
    },
    async close() {
      child.stdin.end()
      if (child.exitCode === null) await new Promise((done) => child.once('close', done))
    },
  }
}

function createReader(child: ChildProcessWithoutNullStreams) {
  const chunks = child.stdout[Symbol.asyncIterator]()
  let rest = Buffer.alloc(0)
  const fill = async () => {
    const next = await chunks.next()
    if (next.done) throw new GuardError('INPUT_INVALID', 'git cat-file ended too early')
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
  }
  return {
    async line(): Promise<string> {
      while (!rest.includes(0x0a)) await fill()
      const end = rest.indexOf(0x0a)
      const line = rest.toString('utf8', 0, end)
      rest = rest.subarray(end + 1)
      return line
    },
    /** At least one and at most `most` bytes. */
    async some(most: number): Promise<Buffer> {
      if (rest.length === 0) await fill()
      const taken = rest.subarray(0, most)
      rest = rest.subarray(taken.length)
      return taken
    },
  }
}
