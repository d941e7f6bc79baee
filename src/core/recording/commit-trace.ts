import type { EntryBody } from './entry.ts'
import type { ReadLine } from './read.ts'

/** One tool call that may have made or pushed the commit. */
export interface TracedCall {
  seq: number
  /** Milliseconds since the session began. */
  t: number
  run: string
  call: string
  command: string
}

/** One push that brought the commit, as the guard recorded it. */
export interface TracedPush {
  seq: number
  t: number
  repository: string
  ref: string
  outcome: string
  /** The ref pointed at the commit afterwards. */
  isTip: boolean
  /** The `git push` that was running. */
  call?: TracedCall
}

/** What one recording says about a commit. */
export interface CommitTrace {
  /** The full id, where the recording has it. */
  commit: string
  session: Extract<EntryBody, { kind: 'session' }> | undefined
  pushes: TracedPush[]
  /**
   * `named`: the output of the call names the commit. `near`: the last call before the push that
   * makes commits, and there may be others. Absent: no such call was seen.
   */
  maker?: TracedCall & { certainty: 'named' | 'near' }
  prompt?: { seq: number; run: string; text: string }
  /** Where the recording is damaged: what it says from there on proves nothing. */
  damage?: { line: number; why: string }
}

/** Reads one recording line by line and remembers what has to do with one commit. */
export interface CommitTracer {
  see(line: ReadLine): void
  /** Ids that begin as asked; more than one when the beginning does not tell them apart. */
  end(): CommitTrace[]
}

/** Calls, runs and pushes remembered of one recording. */
const maxRemembered = 10_000
/** Most of a prompt or a command that is remembered. */
const maxTextCharacters = 4_000

const makesCommits = /\s(?:commit(?:-tree)?|merge|rebase|cherry-pick|revert|am|pull)\b/
const pushes = /\spush\b/

interface SeenCall {
  call: TracedCall
  makesCommits: boolean
  pushes: boolean
}

/** @param wanted the id or its beginning, lower case, at least 4 digits */
export function createCommitTracer(wanted: string): CommitTracer {
  const prompts = new Map<string, { seq: number; run: string; text: string }>()
  /** Calls of the shell, in order. */
  const calls = new Map<string, SeenCall>()
  const named = new Map<string, { call: string; id: string }>()
  const found = new Map<string, TracedPush[]>()
  let session: CommitTrace['session']
  let damage: CommitTrace['damage']

  function see({ line, entry, texts, damage: news }: ReadLine): void {
    if (news !== undefined) damage ??= { line, why: news }
    if (entry === undefined || entry.kind === 'unknown') return
    switch (entry.kind) {
      case 'session':
        session ??= entry
        return
      case 'prompt': {
        const { seq, run } = entry
        const text = beginning(texts.text?.text ?? '')
        return remember(prompts, run, { seq, run, text })
      }
      case 'tool-call': {
        const { seq, t, run, call, subject } = entry
        const { command } = subject
        if (typeof command !== 'string') return
        return remember(calls, `${run} ${call}`, {
          call: { seq, t, run, call, command: beginning(command) },
          makesCommits: runsGit(command, makesCommits),
          pushes: runsGit(command, pushes),
        })
      }
      case 'command-output':
      case 'tool-result': {
        const key = `${entry.run} ${entry.call}`
        const seen = calls.get(key)
        if (seen === undefined) return
        for (const id of idsIn(texts.text?.text ?? '', seen.makesCommits)) {
          if (concerns(id, wanted)) remember(named, `${key} ${id}`, { call: key, id })
        }
        return
      }
      case 'push': {
        const call = callBefore(entry.seq, 'pushes')
        for (const update of entry.updates) {
          const ids = idsOf(update).filter((id) => id.startsWith(wanted))
          for (const id of new Set(ids)) {
            const push = pushOf(entry, update, id, call)
            remember(found, id, [...(found.get(id) ?? []), push].slice(0, 100))
          }
        }
      }
    }
  }

  /** The last remembered call in front of an entry that does that. */
  function callBefore(seq: number, does: 'makesCommits' | 'pushes'): TracedCall | undefined {
    let last: TracedCall | undefined
    for (const { call, [does]: is } of calls.values()) if (is && call.seq < seq) last = call
    return last
  }

  function traceOf(commit: string): CommitTrace {
    const pushed = found.get(commit) ?? []
    const by = [...named.values()].find(({ id }) => commit.startsWith(id))
    const sure = by && calls.get(by.call)?.call
    const near = pushed[0] && callBefore(pushed[0].seq, 'makesCommits')
    const maker =
      sure !== undefined
        ? { ...sure, certainty: 'named' as const }
        : near && { ...near, certainty: 'near' as const }
    const prompt = prompts.get((maker ?? pushed[0]?.call)?.run ?? '')
    return {
      commit,
      session,
      pushes: pushed,
      ...(maker === undefined ? {} : { maker }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(damage === undefined ? {} : { damage }),
    }
  }

  return {
    see,
    end() {
      if (found.size > 0) return [...found.keys()].map(traceOf)
      // Made here and not pushed, as far as the recording goes: the output has the beginning alone.
      const [first] = named.values()
      return first === undefined ? [] : [traceOf(longer(wanted, first.id))]
    },
  }
}

/** A copy: a slice would keep the whole text in memory. */
const beginning = (text: string): string => Buffer.from(text.slice(0, maxTextCharacters)).toString()

/** Whether one of the commands in a text is `git` with such a subcommand. Time: its length. */
const runsGit = (text: string, subcommand: RegExp): boolean =>
  text.split(/[\n;|&]/).some((command) => {
    const at = command.search(/\bgit\b/)
    return at !== -1 && subcommand.test(command.slice(at))
  })

const longer = (a: string, b: string): string => (a.length >= b.length ? a : b)

/** Whether an id, perhaps cut, and an id, perhaps cut, can be the same. */
const concerns = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a)

/**
 * `git commit` prints `[main 0123abc] …`, from within a script as well; of a call that makes commits,
 * anything that looks like an id counts.
 */
function idsIn(text: string, makesCommits: boolean): string[] {
  if (makesCommits) return text.match(/\b[0-9a-f]{7,64}\b/g) ?? []
  return [...text.matchAll(/^\[[^\]\n]* ([0-9a-f]{7,64})\] /gm)].map(([, id = '']) => id)
}

function idsOf(update: Record<string, unknown>): string[] {
  const { commits } = update
  const listed = Array.isArray(commits) ? commits : []
  return [update.new, ...listed].filter((id) => typeof id === 'string')
}

function pushOf(
  { seq, t, repository, outcome }: { seq: number; t: number; repository: string; outcome: string },
  update: Record<string, unknown>,
  id: string,
  call: TracedCall | undefined,
): TracedPush {
  return {
    seq,
    t,
    repository,
    ref: String(update.ref),
    outcome,
    isTip: update.new === id,
    ...(call === undefined ? {} : { call }),
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.size > maxRemembered ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}
