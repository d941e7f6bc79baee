import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readFileRecording } from '../adapters/storage/file-recording-store.ts'
import { GuardError } from '../core/errors.ts'
import type { Verification } from '../core/recording/chain.ts'
import { createHeadCheck, type LogComparison, readLogHeads } from '../core/recording/log-heads.ts'
import {
  answerAboutKey,
  coverageSentence,
  proofSentence,
  type SignatureAnswer,
  stateSentence,
} from '../core/recording/proof.ts'
import { verifyRecording } from '../core/recording/read.ts'
import { keyFingerprint, readPublicKey } from '../core/recording/signature.ts'
import { printableLine, safeJson } from '../core/recording/visible.ts'
import type { CommandIo } from './io.ts'
import { namedRecording } from './named-recording.ts'

interface Checked {
  path: string
  verification: Verification
  answer: SignatureAnswer
  log?: LogComparison
}

const maxKeyBytes = 64 * 1_024

/** Verifies one recording; the result is the exit code that `verifyHelp` explains. */
export async function verifyCommand(argv: string[], io: CommandIo): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv)
    const [file] = positionals
    if (file === undefined || positionals.length > 1) {
      throw new GuardError('INPUT_INVALID', 'expected one recording: verify FILE')
    }
    const checked = await check(file, values, io)
    const exitCode = exitCodeOf(checked)
    io.stdout.write(values.json === true ? asJson(checked, exitCode) : asText(checked))
    return exitCode
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    const said = [`cursor-guard verify: ${error.message}`, error.hint ?? []].flat()
    io.stderr.write(said.map((line) => `${printableLine(line, 2_000)}\n`).join(''))
    return 2
  }
}

function readArguments(argv: string[]) {
  const options = {
    key: { type: 'string' },
    log: { type: 'string' },
    json: { type: 'boolean' },
  } as const
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true })
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', cause instanceof Error ? cause.message : String(cause))
  }
}

async function check(
  file: string,
  { key, log }: { key?: string | undefined; log?: string | undefined },
  io: CommandIo,
): Promise<Checked> {
  const trusted = key === undefined ? undefined : readKey(key, io.cwd)
  const heads = log === undefined ? undefined : await readHeads(resolve(io.cwd, log))
  const headCheck = createHeadCheck(heads ?? [])
  const recording = readFileRecording(await namedRecording(file, io))
  const verification = await verifyRecording(recording.lines(), {
    blobs: recording.blobs,
    onHead: headCheck.see,
  })
  return {
    path: recording.path,
    verification,
    answer: answerAboutKey(verification, trusted),
    ...(heads === undefined ? {} : { log: headCheck.end() }),
  }
}

/** A wrong signature that was asked for is told as such, not as damage. */
function exitCodeOf({ verification, answer, log }: Checked): number {
  if (answer === 'invalid' && log?.mismatch === undefined) return 4
  if (verification.state === 'broken' || log?.mismatch !== undefined) return 1
  if (answer === 'missing' || answer === 'other') return 4
  return verification.state === 'sealed' ? 0 : 3
}

function readKey(given: string, cwd: string): string {
  const path = resolve(cwd, given)
  if (!existsSync(path)) {
    if (/^[\w+/-]{43}=?$/.test(given)) return readPublicKey(given)
    throw new GuardError('INPUT_INVALID', `--key: there is no file ${path}`)
  }
  const stats = statSync(path)
  if (!stats.isFile() || stats.size > maxKeyBytes) {
    throw new GuardError('INPUT_INVALID', `--key: ${path} is not a key file`)
  }
  try {
    return readPublicKey(readFileSync(path, 'utf8'))
  } catch (error) {
    if (!(error instanceof GuardError)) throw readFailure('--key', path, error)
    throw new GuardError('INPUT_INVALID', `--key: ${path}: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    })
  }
}

async function readHeads(path: string) {
  const heads = await readLogHeads(createReadStream(path)).catch((error: unknown) => {
    throw error instanceof GuardError ? error : readFailure('--log', path, error)
  })
  if (heads.length > 0) return heads
  throw new GuardError('INPUT_INVALID', `--log: ${path} has no line "cursor-guard #<seq> <head>"`, {
    hint: 'Give the log of the step that ran the guard.',
  })
}

function readFailure(option: string, path: string, cause: unknown): GuardError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new GuardError('INPUT_INVALID', `${option}: ${path} cannot be read: ${why}`, { cause })
}

function asText({ path, verification, answer, log }: Checked): string {
  const { session, count, head, blobs, state, signature } = verification
  const rows: (readonly [string, string])[] = [
    ['recording', printableLine(path, 1_000)],
    ['session', printableLine(session?.session ?? 'unknown')],
    ['coverage', coverageSentence(verification)],
    ['head', `#${count - 1} ${head}`],
    ['blobs', `${blobs.checked} checked`],
    ['proof', proofSentence(verification, answer)],
  ]
  if (answer === 'missing')
    rows.push(['key', 'MISSING: the signature asked for by --key is not there'])
  if (answer === 'invalid') rows.push(['key', 'WRONG: the signature does not fit this recording'])
  if (answer === 'other') rows.push(['key', 'WRONG: the signature was made with another key'])
  if (log !== undefined) rows.push(['step log', logSentence(log, count)])
  if (state === 'sealed' && signature.state === 'absent' && log === undefined) {
    rows.push([
      '',
      'Who can write the file could have written all of it anew; --log compares it with the step log.',
    ])
  }
  const lines = rows.map(([name, said]) => `  ${name.padEnd(10)} ${said}`)
  const headline =
    log?.mismatch === undefined ? stateSentence(verification) : `BROKEN: ${log.mismatch.why}`
  return `${headline}\n${lines.join('\n')}\n`
}

function logSentence({ confirmed, upTo, mismatch }: LogComparison, count: number): string {
  if (mismatch !== undefined) return 'does not agree with the recording'
  const heads = confirmed === 1 ? '1 head agrees' : `${confirmed} heads agree`
  if (upTo === count - 1) return `${heads}, up to the last line: it was not rewritten since`
  return `${heads}: nothing up to #${upTo} was rewritten since; what follows rests on the chain alone`
}

function asJson({ path, verification, answer, log }: Checked, exitCode: number): string {
  const { signature, session, seal: _seal, ...facts } = verification
  const key = signature.key === undefined ? {} : { fingerprint: keyFingerprint(signature.key) }
  const report = {
    ...facts,
    exitCode,
    path,
    session: session?.session,
    identity: session?.identity,
    signature: { ...signature, ...key, asked: answer },
    log,
    proves: proofSentence(verification, answer),
  }
  return `${safeJson(report)}\n`
}
