import { policyDigest } from '../../core/policy/digest.ts'
import { parsePolicy } from '../../core/policy/file/parse.ts'
import { renderPolicy } from '../../core/policy/render/render-policy.ts'
import type { CommandIo } from '../io.ts'
import { loadPolicy, readSmallFile } from './files.ts'

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
      : await loadPolicy(file, organisation, io)
  const path = file ?? organisation ?? ''
  if (json) {
    const report = { path, valid: true, digest: policyDigest(policy), messages, policy }
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    return 0
  }
  io.stdout.write(`${path}: valid\n${renderPolicy(policy)}`)
  for (const message of messages) io.stdout.write(`note: ${message}\n`)
  return 0
}

async function loadOrganisation(path: string, io: CommandIo) {
  const policy = parsePolicy(await readSmallFile(path, io), path, { organisation: true })
  return { policy, messages: [] }
}
