import { GuardError } from '../../core/errors.ts'
import type { Git, GitPlace } from './git-process.ts'

export interface GitObject {
  id: string
  type: 'blob' | 'tree' | 'commit' | 'tag'
  body: Buffer
}

/** Reads single objects through one git process that stays. */
export interface ObjectReader {
  /** `undefined` for an object that is not there. */
  read(id: string): Promise<GitObject | undefined>
  /** The same without the body. */
  stat(id: string): Promise<{ type: GitObject['type']; size: number } | undefined>
  close(): Promise<void>
}

/** Requests that may wait for their answers at a time: more would only fill pipes. */
const maxWaiting = 256

type Answer = { type: GitObject['type']; size: number; body: Buffer } | undefined

/**
 * @param maxBytes largest object whose body is read, in bytes
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
export function createObjectReader(git: Git, place: GitPlace, maxBytes: number): ObjectReader {
  let opened: ReturnType<typeof openBatch> | undefined
  const ask = (command: Command, id: string) => {
    opened ??= openBatch(git, place, maxBytes)
    return opened.ask(command, id)
  }
  return {
    async stat(id) {
      const answer = await ask('info', id)
      return answer === undefined ? undefined : { type: answer.type, size: answer.size }
    },
    async read(id) {
      const answer = await ask('contents', id)
      return answer === undefined ? undefined : { id, type: answer.type, body: answer.body }
    },
    async close() {
      await opened?.close()
    },
  }
}

type Command = 'info' | 'contents'

function openBatch(git: Git, place: GitPlace, maxBytes: number) {
  const batch = git.start({ args: ['cat-file', '--batch-command'], place, timeoutMs: 2 ** 31 - 1 })
  const waiting: {
    command: Command
    resolve: (answer: Answer) => void
    reject: (error: unknown) => void
  }[] = []
  const blocked: (() => void)[] = []
  let broken: unknown
  let held: Buffer[] = []
  let heldBytes = 0
  /** Bytes that must be held before the next answer can be read. */
  let needed = 1

  const fail = (error: unknown) => {
    broken ??= error
    for (const { reject } of waiting.splice(0)) reject(broken)
    for (const go of blocked.splice(0)) go()
    batch.kill()
  }
  const settle = (answer: Answer) => {
    waiting.shift()?.resolve(answer)
    blocked.shift()?.()
  }
  /** @returns bytes used, 0 when more are needed */
  const readAnswer = (bytes: Buffer): number => {
    const end = bytes.indexOf(0x0a)
    if (end === -1) {
      needed = bytes.length + 1
      return 0
    }
    const [, type = '', digits = ''] = bytes.toString('latin1', 0, end).split(' ')
    if (type === 'missing' || type === 'ambiguous') {
      settle(undefined)
      return end + 1
    }
    const size = Number(digits)
    if (waiting[0]?.command === 'info') {
      settle({ type: type as GitObject['type'], size, body: Buffer.alloc(0) })
      return end + 1
    }
    if (!(size <= maxBytes)) throw new GuardError('PUSH_REFUSED', 'an object is too large to read')
    const whole = end + 1 + size + 1
    if (bytes.length < whole) {
      needed = whole
      return 0
    }
    const body = Buffer.from(bytes.subarray(end + 1, end + 1 + size))
    settle({ type: type as GitObject['type'], size, body })
    return whole
  }
  let unsaid = ''
  /** Questions of one moment travel together: each write is a call of the system. */
  const say = (line: string) => {
    if (unsaid === '') process.nextTick(flush)
    unsaid += line
  }
  const flush = () => {
    const lines = unsaid
    unsaid = ''
    batch.stdin.write(lines)
  }
  batch.stdout.on('data', (chunk: Buffer) => {
    held.push(chunk)
    heldBytes += chunk.length
    if (heldBytes < needed) return
    let bytes = held.length === 1 ? chunk : Buffer.concat(held)
    needed = 1
    try {
      for (let used = 1; used > 0 && bytes.length > 0; bytes = bytes.subarray(used)) {
        used = readAnswer(bytes)
      }
    } catch (error) {
      fail(error)
    }
    held = [bytes]
    heldBytes = bytes.length
  })
  // An exit never rejects.
  void batch.exit.then(({ said }) =>
    fail(new GuardError('PUSH_REFUSED', `git stopped reading objects${said && `: ${said}`}`)),
  )

  return {
    async ask(command: Command, id: string): Promise<Answer> {
      while (waiting.length >= maxWaiting && broken === undefined) {
        await new Promise<void>((resolve) => blocked.push(resolve))
      }
      if (broken !== undefined) throw broken
      return new Promise((resolve, reject) => {
        waiting.push({ command, resolve, reject })
        say(`${command} ${id}\n`)
      })
    },
    async close() {
      batch.kill()
      await batch.exit
    },
  }
}
