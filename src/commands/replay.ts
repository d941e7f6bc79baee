import { once } from 'node:events'
import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readFileRecording } from '../adapters/storage/file-recording-store.ts'
import { GuardError } from '../core/errors.ts'
import type { Verification } from '../core/recording/chain.ts'
import { type RenderedPage, renderReplayPage } from '../core/recording/page/render-page.ts'
import { coverageSentence, proofSentence, stateSentence } from '../core/recording/proof.ts'
import { readRecording } from '../core/recording/read.ts'
import { clockTime, createTerminalView } from '../core/recording/terminal.ts'
import { describeEntries } from '../core/recording/timeline/describe-entries.ts'
import type { DescribedEntry } from '../core/recording/timeline/described-entry.ts'
import { timeline } from '../core/recording/timeline/timeline.ts'
import { printableLine, safeJson } from '../core/recording/visible.ts'
import type { CommandIo, Output } from './io.ts'
import { namedRecording } from './named-recording.ts'

/** Longest wait without --speed, in milliseconds. */
const maxWaitMs = 2_000
/** Longest wait a timer can hold, in milliseconds. */
const maxTimerMs = 2 ** 31 - 1
const speeds = { least: 0.1, most: 1_000 }
/** How much of a long text is shown, in characters, on a terminal and in the page. */
const shown = { terminal: 16 * 1_024, page: 64 * 1_024 }

/** Plays, prints or renders one recording; the result is the exit code that `replayHelp` explains. */
export async function replayCommand(argv: string[], io: CommandIo): Promise<number> {
  const interrupt = new AbortController()
  const stop = (): void => interrupt.abort()
  process.once('SIGINT', stop)
  // A reader that goes away (a pager that was left) ends the replay like Ctrl-C.
  if (isStream(io.stdout)) io.stdout.on('error', stop)
  try {
    const { file, speed, html, json } = readOptions(argv, io)
    const recording = readFileRecording(await namedRecording(file, io))
    const keep = html === undefined && !json ? shown.terminal : shown.page
    const reading = readRecording(recording.lines(), {
      blobs: recording.blobs,
      keepBytes: keep * 4,
    })
    const story = untilStopped(describeEntries(reading, keep), interrupt.signal)
    if (html !== undefined) return exitCodeOf(await writePage(resolve(io.cwd, html), story, io))
    if (json) return exitCodeOf(await printJson(story, io, interrupt.signal))
    return exitCodeOf(await play(story, { speed, io, signal: interrupt.signal }))
  } catch (error) {
    if (interrupt.signal.aborted) return interrupted(io)
    if (!(error instanceof GuardError)) throw error
    const said = [`cursor-guard replay: ${error.message}`, error.hint ?? []].flat()
    io.stderr.write(said.map((line) => `${printableLine(line, 2_000)}\n`).join(''))
    return 2
  } finally {
    process.off('SIGINT', stop)
  }
}

function readOptions(argv: string[], io: CommandIo) {
  const options = {
    speed: { type: 'string' },
    instant: { type: 'boolean' },
    html: { type: 'string' },
    json: { type: 'boolean' },
  } as const
  const { values, positionals } = parse(() =>
    parseArgs({ args: argv, options, allowPositionals: true, strict: true }),
  )
  const [file] = positionals
  if (file === undefined || positionals.length > 1) refuse('expected one recording: replay FILE')
  const { speed, instant = false, html, json = false } = values
  if (speed !== undefined && instant) refuse('--speed and --instant cannot be combined')
  if (html !== undefined && (json || instant || speed !== undefined)) {
    refuse('--html cannot be combined with --json, --instant or --speed')
  }
  const paced = instant || (io.stdout.isTTY !== true && speed === undefined) ? 0 : readSpeed(speed)
  return { file, html, json, speed: paced }
}

/** Undefined: the recorded pace with long waits cut; 0: no waiting at all. */
function readSpeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const speed = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  if (speed >= speeds.least && speed <= speeds.most) return speed
  refuse(`--speed: expected a number from ${speeds.least} to ${speeds.most}, as in 4 or 0.5`)
}

function refuse(message: string): never {
  throw new GuardError('INPUT_INVALID', message)
}

function parse<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', cause instanceof Error ? cause.message : String(cause))
  }
}

type Story = AsyncGenerator<DescribedEntry, Verification>

async function* untilStopped(story: Story, signal: AbortSignal): Story {
  for (;;) {
    const step = await story.next()
    if (step.done === true) return step.value
    signal.throwIfAborted()
    yield step.value
  }
}

async function play(
  story: Story,
  { speed, io, signal }: { speed: number | undefined; io: CommandIo; signal: AbortSignal },
): Promise<Verification> {
  const color = io.stdout.isTTY === true && io.env.NO_COLOR === undefined
  const view = createTerminalView({ color })
  const print = printerOf(io.stdout, signal)
  let at = 0
  for (;;) {
    const step = await story.next()
    if (step.done === true) {
      await print(view.end() + ending(step.value))
      return step.value
    }
    const waited = step.value.t - at
    at = step.value.t
    const { ms, cut } = waitOf(waited, speed)
    if (cut) await print(view.remark(`⋯ ${clockTime(waited)} later`))
    if (ms > 0) await sleep(ms, undefined, { signal })
    await print(view.show(step.value))
  }
}

function waitOf(recordedMs: number, speed: number | undefined): { ms: number; cut: boolean } {
  if (speed === 0) return { ms: 0, cut: false }
  if (speed !== undefined) return { ms: Math.min(recordedMs / speed, maxTimerMs), cut: false }
  return { ms: Math.min(recordedMs, maxWaitMs), cut: recordedMs > maxWaitMs }
}

function ending(verification: Verification): string {
  const lines = [stateSentence(verification)]
  if (verification.state !== 'broken') {
    lines.push(coverageSentence(verification), proofSentence(verification, 'not asked'))
  }
  return `\n${lines.join('\n')}\n`
}

async function printJson(story: Story, io: CommandIo, signal: AbortSignal): Promise<Verification> {
  const print = printerOf(io.stdout, signal)
  const items = timeline(story)
  for (;;) {
    const step = await items.next()
    if (step.done === true) {
      await print(`${safeJson({ kind: 'verification', ...step.value })}\n`)
      return step.value
    }
    await print(`${safeJson(step.value)}\n`)
  }
}

/** Writes beside `path` and renames, so that nobody opens half a page. */
async function writePage(path: string, story: Story, io: CommandIo): Promise<Verification> {
  const partial = `${path}.part-${process.pid}`
  const { verification, items, leftOut } = await writeWhole(partial, path, story)
  const rest = leftOut === 0 ? '' : `, ${leftOut} more did not fit`
  io.stdout.write(`wrote ${printableLine(path, 1_000)} (${items} items${rest})\n`)
  io.stdout.write(ending(verification).slice(1))
  return verification
}

/** What people know by another name than the call that failed. */
const troubles: Record<string, string> = {
  ENOENT: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'that is not allowed',
}

async function writeWhole(partial: string, path: string, story: Story): Promise<RenderedPage> {
  try {
    const rendered = await writePieces(partial, renderReplayPage(timeline(story)))
    await rename(partial, path)
    return rendered
  } catch (cause) {
    await rm(partial, { force: true })
    const { code, message, path: about } = cause as NodeJS.ErrnoException
    if (code === undefined || about?.startsWith(partial) !== true) throw cause
    const why = troubles[code] ?? message
    throw new GuardError('INPUT_INVALID', `${path} cannot be written: ${why}`, { cause })
  }
}

async function writePieces(
  partial: string,
  page: AsyncGenerator<string, RenderedPage>,
): Promise<RenderedPage> {
  await using file = await open(partial, 'wx', 0o600)
  for (;;) {
    const step = await page.next()
    if (step.done === true) return step.value
    await file.appendFile(step.value)
  }
}

const exitCodeOf = ({ state }: Verification): number => (state === 'broken' ? 1 : 0)

function interrupted(io: CommandIo): number {
  if (io.stdout.isTTY === true) io.stdout.write('\n')
  io.stderr.write('cursor-guard replay: stopped; the recording was not verified to its end\n')
  return 130
}

/** Waits when the reader is slow, so that a long recording does not pile up in memory. */
function printerOf(output: Output, signal: AbortSignal): (text: string) => Promise<void> {
  return async (text) => {
    signal.throwIfAborted()
    if (text === '' || output.write(text) !== false || !isStream(output)) return
    await once(output, 'drain', { signal })
  }
}

const isStream = (output: Output): output is Output & NodeJS.WritableStream =>
  'once' in output && typeof output.once === 'function'
