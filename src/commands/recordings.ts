import { parseArgs } from 'node:util'
import { sizeText } from '../adapters/repository/repository-limits.ts'
import { GuardError } from '../core/errors.ts'
import { isDuration, toSeconds } from '../core/policy/file/file-values.ts'
import { printable, printableLine, safeJson } from '../core/recording/visible.ts'
import { type KeptRecording, listKept, removeKept } from '../runner/kept-recordings.ts'
import { recordingsDirectory } from '../state-directory.ts'
import type { CommandIo } from './io.ts'
import { ambiguous, withId } from './named-recording.ts'
import { asJson, asText, idAndTime } from './recordings-text.ts'

/** `cursor-guard recordings`; the exit codes stand in `recordingsHelp`. */
export async function recordingsCommand(argv: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      'older-than': { type: 'string' },
    },
  })
  const [action, ...ids] = positionals
  const { json, all, 'older-than': olderThan } = values
  const kept = () => listKept(recordingsDirectory(io.env), io.now())
  if (action === 'list' && ids.length === 0 && !all && olderThan === undefined) {
    return list(await kept(), json, io)
  }
  const ways = [ids.length > 0, all, olderThan !== undefined].filter(Boolean).length
  if (action !== 'purge' || ways > 1) {
    throw new GuardError(
      'INPUT_INVALID',
      'recordings: list, or purge with ids, --older-than or --all was expected',
      { hint: 'See cursor-guard recordings --help.' },
    )
  }
  const seconds = olderThan === undefined ? undefined : readAge(olderThan)
  const chosen = choose(await kept(), { ids, all, seconds, now: io.now() })
  return purge(chosen, json, io)
}

function readAge(text: string): number {
  if (isDuration(text)) return toSeconds(text)
  throw new GuardError('INPUT_INVALID', `--older-than: expected 12h, 30d or the like, not ${text}`)
}

function list(kept: readonly KeptRecording[], json: boolean, io: CommandIo): number {
  if (json) for (const one of kept) io.stdout.write(`${safeJson(asJson(one))}\n`)
  else if (kept.length === 0) {
    io.stdout.write(`No recordings in ${printable(recordingsDirectory(io.env))}.\n`)
  } else io.stdout.write(kept.map(asText).join(''))
  return 0
}

interface Wanted {
  ids: readonly string[]
  all: boolean
  /** How old, in seconds, is old enough; absent: what each one's policy says. */
  seconds: number | undefined
  now: number
}

/** One that stays, and whether somebody asked for exactly it. */
interface Staying {
  one: KeptRecording
  why: string
  wasNamed: boolean
}

/** What is due, or was asked for; never what a session still writes. */
function choose(kept: readonly KeptRecording[], { ids, all, seconds, now }: Wanted) {
  const go: KeptRecording[] = []
  const stay: Staying[] = []
  const wasNamed = ids.length > 0
  const wanted = wasNamed ? [...new Set(ids.map((id) => named(kept, id)))] : kept
  for (const one of wanted) {
    const keptFor = all || wasNamed ? 0 : (seconds ?? one.session?.policy.retention)
    if (keptFor === undefined) {
      stay.push({ one, why: 'it does not say how long it is kept', wasNamed })
    } else if (now - one.writtenAt < keptFor * 1_000) {
    } else if (one.state === 'open') stay.push({ one, why: 'its session is open', wasNamed })
    else go.push(one)
  }
  return { go, stay }
}

function named(kept: readonly KeptRecording[], id: string): KeptRecording {
  const matching = id === 'last' ? kept.slice(0, 1) : id.length < 4 ? [] : withId(kept, id)
  const [one] = matching.length > 0 ? matching : kept.filter(({ name }) => name === id)
  if (matching.length > 1) throw ambiguous(id, matching)
  if (one !== undefined) return one
  throw new GuardError('INPUT_INVALID', `no recording here has the id ${printableLine(id, 60)}`, {
    hint: 'Look at cursor-guard recordings list; at least four characters of an id are needed.',
  })
}

async function purge(
  { go, stay }: ReturnType<typeof choose>,
  json: boolean,
  io: CommandIo,
): Promise<number> {
  const say = (one: KeptRecording, outcome: string, why?: string) => {
    const because = why === undefined ? '' : `: ${why}`
    const text = `${outcome} ${idAndTime(one)}, ${sizeText(one.bytes)}${because}`
    const line = json ? safeJson({ ...asJson(one), outcome, ...(why && { why }) }) : text
    io.stdout.write(`${json ? line : printableLine(line, 300)}\n`)
  }
  let failed = 0
  for (const one of go) {
    try {
      const isGone = await removeKept(recordingsDirectory(io.env), one.name)
      say(one, 'purged', isGone ? undefined : `other files stay in ${one.path}`)
    } catch (error) {
      failed += 1
      say(one, 'kept', `it cannot be removed: ${(error as Error).message}`)
    }
  }
  for (const { one, why } of stay) say(one, 'kept', why)
  if (!json && go.length + stay.length === 0) io.stdout.write('Nothing to purge.\n')
  return failed > 0 || stay.some(({ wasNamed }) => wasNamed) ? 1 : 0
}
