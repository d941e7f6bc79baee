import { unmetHolds } from '../../core/approval/holds-here.ts'
import { policyDigest } from '../../core/policy/digest.ts'
import { parsePolicy } from '../../core/policy/file/parse.ts'
import { patternNotes } from '../../core/policy/file/pattern-notes.ts'
import { remarkLines } from '../../core/policy/file/read-file.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { notForSessions } from '../../core/policy/render/carried-out-by.ts'
import { plain } from '../../core/policy/render/plain-text.ts'
import { renderPolicy } from '../../core/policy/render/render-policy.ts'
import type { CommandIo } from '../io.ts'
import { loadPolicy, readSmallFile } from './files.ts'
import { readRepositoryNames } from './repository-names.ts'

export interface CheckOptions {
  file: string | undefined
  organisation: string | undefined
  json: boolean
}

/** Says whether a file is valid and what it says. A mistake is thrown, as one line each. */
export async function checkPolicy(options: CheckOptions, io: CommandIo): Promise<number> {
  const { file, organisation, json } = options
  const { policy, messages } =
    file === undefined
      ? await loadOrganisation(organisation ?? '', io)
      : await loadRepository(file, organisation, io)
  const path = file ?? organisation ?? ''
  const { app, action } = notForSessions(policy)
  const notes = [
    ...messages,
    ...app,
    ...action,
    ...unmetHolds(policy, true).map((text) => `in a guarded session ${text}`),
    ...unmetHolds(policy, false).map((text) => `in a CI job ${text}`),
  ]
  if (json) {
    const report = { path, valid: true, digest: policyDigest(policy), messages: notes, policy }
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    return 0
  }
  io.stdout.write(`${path}: valid\n${renderPolicy(policy)}`)
  for (const note of notes) io.stdout.write(`note: ${plain(note)}\n`)
  return 0
}

async function loadRepository(file: string, organisation: string | undefined, io: CommandIo) {
  const { policy, own, messages } = await loadPolicy(file, organisation, io)
  const names = await readRepositoryNames(file, io)
  const unknown = typeof names === 'string'
  const notes = await remarks(file, own, unknown ? undefined : names, io)
  return {
    policy,
    messages: [
      ...messages,
      ...notes,
      ...(unknown ? [`patterns were not held against a repository: ${names}`] : []),
    ],
  }
}

async function loadOrganisation(path: string, io: CommandIo) {
  const policy = parsePolicy(await readSmallFile(path, io), path, { organisation: true })
  return { policy, messages: await remarks(path, policy, undefined, io) }
}

/** Patterns that probably do not say what was meant, each at its place. */
const remarks = async (
  path: string,
  policy: Policy,
  names: Parameters<typeof patternNotes>[1],
  io: CommandIo,
): Promise<string[]> =>
  remarkLines(await readSmallFile(path, io), path, patternNotes(policy, names))
