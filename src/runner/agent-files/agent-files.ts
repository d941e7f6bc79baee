import { isUtf8 } from 'node:buffer'
import type { ChildProcess } from 'node:child_process'
import { z } from 'zod'
import type { FilePlace, WorkspaceFiles } from '../../guard/ports.ts'
import { createAnswers, type ReaderAnswer } from './answers.ts'
import { readerScript } from './reader-script.ts'

/** Longest file that a write or an edit is held against, in bytes. */
export const maxWorkspaceFileBytes = 16 << 20
/** After this long without an answer the reader is ended, in milliseconds: a file system can hang. */
const answerMs = 20_000
/** Questions that wait for an answer at once; more get none. */
const maxWaiting = 256

export interface AgentFilesOptions {
  /** The folder the agent works in: names are read relative to it. */
  workspace: string
  /** Folders in which files are read: the repository, the agent's home, its folder for temporary files. */
  folders: readonly string[]
  /** Starts a program as the agent's user, with pipes for its input and output. */
  start(command: readonly string[]): Promise<ChildProcess>
  maxBytes?: number
}

/** Longest file of settings, in bytes: one that is longer counts as unreadable. */
export const maxSettingsBytes = 1 << 20
/** Entries of folders that are looked at, and folders that are found, in one walk at most. */
const mostEntries = 1_000_000
const mostFound = 1_000

export interface FolderWalk {
  /** Absolute. */
  folder: string
  /** Names of the folders that are looked for; without any, all folders at exactly that depth. */
  names: readonly string[]
  /** Names of folders that are not entered. */
  skip: readonly string[]
  /** Levels below `folder`. */
  depth: number
}

const walkSchema = z.strictObject({
  found: z.array(z.string().max(8_192)).max(mostFound),
  complete: z.boolean(),
})

/** Files as the agent's own user sees them, read by a process of that user. */
export interface AgentFiles extends WorkspaceFiles {
  /**
   * The text of a program's settings at an absolute name, over links that stay in the agent's folders;
   * empty when there is no such file, undefined when it cannot be read or is too long.
   */
  settings(file: string): Promise<string | undefined>
  /** Folders below one; undefined when they cannot be told, not `complete` beyond a cap. */
  walk(walk: FolderWalk): Promise<{ found: string[]; complete: boolean } | undefined>
  /** Starts the reader, if none runs, for what will be asked soon: it takes as long as node does. */
  wake(): void
  /** Ends the reader until something is asked: it has the agent's user, whose processes are ended now and then. */
  rest(): void
  /** Ends the reader; what is asked later has no answer. */
  close(): void
}

/**
 * Names that come from the agent, looked up and read with the rights of its user: what the guard alone
 * could read, no name leads it to. The reader starts when it is first needed, and again when it was
 * ended.
 */
export function createAgentFiles(options: AgentFilesOptions): AgentFiles {
  const { workspace, folders, start, maxBytes = maxWorkspaceFileBytes } = options
  const plan = JSON.stringify({ workspace, folders, maxBytes })
  const command = [process.execPath, '-e', readerScript, plan]
  let reader: Reader | undefined
  let closed = false
  const awake = (): Reader => {
    if (reader === undefined || reader.ended) {
      reader = createReader(start(command), maxBytes)
    }
    return reader
  }
  const ask = async (question: object): Promise<ReaderAnswer> =>
    closed ? {} : awake().ask(question)
  return {
    async locate(path): Promise<FilePlace | undefined> {
      const { place, leadsTo } = await ask({ locate: path })
      if (place === undefined) return undefined
      return { real: place, ...(leadsTo === undefined ? {} : { leadsTo }) }
    },
    read: async ({ real }) => textOf(await ask({ read: real })),
    settings: async (file) => textOf(await ask({ settings: { file, most: maxSettingsBytes } })),
    async walk(walk) {
      const text = textOf(await ask({ walk: { ...walk, mostEntries, mostFound } }))
      return text === undefined ? undefined : walkOf(text)
    },
    wake() {
      if (!closed) awake()
    },
    rest: () => reader?.end(),
    close() {
      closed = true
      reader?.end()
    },
  }
}

const textOf = ({ bytes }: ReaderAnswer): string | undefined =>
  bytes !== undefined && isUtf8(bytes) ? bytes.toString('utf8') : undefined

/** The reader runs as the agent's user: it can have it say anything. */
function walkOf(text: string): z.output<typeof walkSchema> | undefined {
  try {
    return walkSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

interface Reader {
  ask(question: object): Promise<ReaderAnswer>
  end(): void
  readonly ended: boolean
}

/** One process of the reader. Whatever becomes of it, every question has its answer. */
function createReader(starting: Promise<ChildProcess>, maxBytes: number): Reader {
  const waiting: ((answer: ReaderAnswer) => void)[] = []
  let child: ChildProcess | undefined
  let ended = false
  const end = () => {
    ended = true
    child?.stdin?.destroy()
    child?.stdout?.destroy()
    child?.kill('SIGKILL')
    for (const answer of waiting.splice(0)) answer({})
  }
  const read = createAnswers(maxBytes)
  const hear = (chunk: Buffer) => {
    try {
      for (const answer of read(chunk)) waiting.shift()?.(answer)
    } catch {
      end()
    }
  }
  const started = starting.then((process) => {
    child = process
    process.once('error', end).once('exit', end)
    process.stdin?.on('error', end)
    process.stdout?.on('error', end).on('data', hear)
    // It ends with the guard's end of its pipes, and keeps nothing waiting.
    process.unref()
    if (ended) end()
  })
  started.catch(end)
  return {
    async ask(question) {
      if (ended || waiting.length >= maxWaiting) return {}
      const answer = new Promise<ReaderAnswer>((resolve) => waiting.push(resolve))
      const timer = setTimeout(end, answerMs)
      started.then(() => child?.stdin?.write(`${JSON.stringify(question)}\n`)).catch(end)
      return answer.finally(() => clearTimeout(timer))
    },
    end,
    get ended() {
      return ended
    },
  }
}
