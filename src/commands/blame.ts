import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openForeignRepository } from '../adapters/repository/foreign-repository.ts'
import { readFileRecording } from '../adapters/storage/file-recording-store.ts'
import { GuardError } from '../core/errors.ts'
import { type CommitTrace, createCommitTracer } from '../core/recording/commit-trace.ts'
import { stateSentence } from '../core/recording/proof.ts'
import { readRecording } from '../core/recording/read.ts'
import { clockTime } from '../core/recording/terminal.ts'
import { printableLine, safeJson } from '../core/recording/visible.ts'
import { commandPrograms } from '../runner/session-programs.ts'
import { recordingsDirectory } from '../state-directory.ts'
import type { CommandIo } from './io.ts'
import { namedRecording } from './named-recording.ts'

/** Recordings looked at, and how deep below the folder they may lie. */
const maxRecordings = 10_000
const maxDepth = 4
/** How much of a long output is read, in bytes. */
const keepBytes = 262_144

interface Finding {
  path: string
  /** Whether the recording is whole, in a sentence. */
  state: string
  trace: CommitTrace
}

/** `cursor-guard blame`; the result is the exit code that `blameHelp` explains. */
export async function blameCommand(argv: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      recordings: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  })
  const [given] = positionals
  if (given === undefined || positionals.length > 1) {
    throw new GuardError('INPUT_INVALID', 'expected one commit: blame COMMIT')
  }
  const wanted = await readCommit(given, io)
  const folders: string[] = []
  for (const place of values.recordings ?? []) folders.push(await namedRecording(place, io))
  if (values.recordings === undefined) folders.push(recordingsDirectory(io.env))
  const paths = (await Promise.all(folders.map((folder) => findRecordings(folder)))).flat()
  const findings: Finding[] = []
  for (const path of paths) findings.push(...(await search(path, wanted, io)))
  refuseAmbiguous(wanted, findings)
  // The session that pushed it comes first; of several, the earliest.
  findings.sort((a, b) => rank(a) - rank(b) || startOf(a).localeCompare(startOf(b)))
  if (values.json) {
    for (const finding of findings) io.stdout.write(`${safeJson(finding)}\n`)
  } else if (findings.length === 0) {
    io.stdout.write(notFound(given, paths.length, folders))
  } else {
    io.stdout.write(findings.map(asText).join('\n'))
  }
  return findings.length > 0 ? 0 : 1
}

/** The id in full, where a repository is at hand. */
async function readCommit(given: string, io: CommandIo): Promise<string> {
  const known = await resolveCommit(given, io)
  if (known !== undefined && /^[0-9a-f]{40,64}$/.test(known)) return known
  if (/^[0-9a-f]{4,64}$/i.test(given)) return given.toLowerCase()
  throw new GuardError('INPUT_INVALID', `${printableLine(given, 80)} is no commit known here`, {
    hint: 'Give its id, or run this in a repository that has it.',
  })
}

/** What it names in the repository around; without git or a repository, ids alone can be given. */
async function resolveCommit(given: string, { cwd, env }: CommandIo): Promise<string | undefined> {
  const findProgram = await commandPrograms(cwd, env)
  const opened = await openForeignRepository(cwd, { findProgram, bare: true }).catch(
    () => undefined,
  )
  if (opened === undefined) return undefined
  await using repository = opened
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${given}^{commit}`]
  const { code, stdout } = await repository.run(args)
  return code === 0 ? stdout.toString('latin1').trim() : undefined
}

/** Every recording in a folder; the folder may be a recording, or the recording itself. */
async function findRecordings(root: string): Promise<string[]> {
  const found: string[] = []
  const start = await stat(root).catch(() => undefined)
  if (start === undefined) {
    throw new GuardError('INPUT_INVALID', `there is no ${printableLine(root, 500)}`, {
      hint: 'Name the folder with --recordings DIR.',
    })
  }
  if (start.isFile()) return [root]
  const queue = [{ folder: root, depth: 0 }]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { folder, depth } = next
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && depth < maxDepth) queue.push({ folder: path, depth: depth + 1 })
      if (entry.isFile() && /^recording\.jsonl(\.gz)?$/.test(entry.name)) found.push(path)
    }
    if (found.length > maxRecordings) {
      throw new GuardError('INPUT_INVALID', `more than ${maxRecordings} recordings in ${root}`, {
        hint: 'Name a smaller folder with --recordings DIR.',
      })
    }
  }
  return found
}

/** One recording that cannot be read does not hide the others. */
async function search(path: string, wanted: string, io: CommandIo): Promise<Finding[]> {
  const tracer = createCommitTracer(wanted)
  try {
    const { lines, blobs } = readFileRecording(path)
    const reading = readRecording(lines(), { blobs, keepBytes })
    for (;;) {
      const step = await reading.next()
      if (step.done === true) {
        const state = stateSentence(step.value)
        return tracer.end().map((trace) => ({ path, state, trace }))
      }
      tracer.see(step.value)
    }
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    io.stderr.write(`cursor-guard blame: ${printableLine(`${path}: ${error.message}`, 500)}\n`)
    return []
  }
}

function refuseAmbiguous(wanted: string, findings: readonly Finding[]): void {
  const ids = [...new Set(findings.map(({ trace }) => trace.commit))].filter(
    (id) => !findings.some(({ trace }) => trace.commit !== id && trace.commit.startsWith(id)),
  )
  if (ids.length < 2) return
  const shown = ids.slice(0, 5).map((id) => id.slice(0, 16))
  throw new GuardError(
    'INPUT_INVALID',
    `${ids.length} commits begin with ${wanted}: ${shown.join(', ')}`,
    {
      hint: 'Give more digits.',
    },
  )
}

const rank = ({ trace }: Finding): number => {
  if (trace.pushes.some(({ outcome }) => outcome === 'accepted')) return 0
  return trace.pushes.length > 0 ? 1 : 2
}

const startOf = ({ trace }: Finding): string => trace.session?.startedAt ?? ''

function asText({ path, state, trace }: Finding): string {
  const { commit, session, pushes, maker, prompt } = trace
  const rows: (readonly [string, string])[] = [
    ['session', sessionText(session)],
    ...pushes.map(
      ({ ref, repository, outcome, seq, t, isTip }) =>
        [
          'pushed',
          `${isTip ? 'as' : 'with'} ${ref} of ${repository}: ${outcome} (#${seq}, ${clockTime(t)})`,
        ] as const,
    ),
    ...(pushes.length > 0
      ? [['', 'certain: the guard read the commit in this push'] as const]
      : [['pushed', 'not in this session, as far as it was recorded'] as const]),
    ...(maker === undefined
      ? [['made by', 'unknown: no call that makes commits was recorded'] as const]
      : [
          ['made by', `${maker.command} (#${maker.seq}, ${clockTime(maker.t)})`] as const,
          ['', certaintyText[maker.certainty]] as const,
        ]),
    ...(prompt === undefined ? [] : [['prompt', `${prompt.text} (#${prompt.seq})`] as const]),
    ['recording', path],
    ['', state],
  ]
  const lines = rows.map(([name, said]) => `  ${name.padEnd(10)} ${printableLine(said, 300)}`)
  return `commit ${commit}\n${lines.join('\n')}\n`
}

const certaintyText = {
  named: 'likely: the output of this call names the commit',
  near: 'a guess: the last call before the push that makes commits; its output does not name it',
}

function sessionText(session: CommitTrace['session']): string {
  if (session === undefined) return 'unknown: the recording does not begin with one'
  const { repository, workflow, run, actor } = session.identity
  const where = [
    repository,
    workflow && `workflow ${workflow}`,
    run && `run ${run}`,
    actor && `started by ${actor}`,
  ].filter(Boolean)
  const from = where.length > 0 ? `, ${where.join(', ')}` : ''
  return `${session.session} of ${session.startedAt}${from}`
}

const notFound = (given: string, count: number, folders: readonly string[]) =>
  `${printableLine(given, 80)} is in none of the ${count} recordings in ${folders
    .map((folder) => printableLine(folder, 300))
    .join(', ')}\n`
