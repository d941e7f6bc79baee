import { readFile, realpath } from 'node:fs/promises'
import type { FindProgram } from '../../adapters/machine/system-programs.ts'
import { GuardError } from '../../core/errors.ts'
import { builtInPolicy } from '../../core/policy/built-in.ts'
import { policyPath, readProblem } from '../../core/policy/file/file-trouble.ts'
import { parsePolicy } from '../../core/policy/file/parse.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { createUpstreamClient } from '../../http/upstream.ts'
import { repositoryAround } from '../repository-around.ts'
import { readForgePolicy } from './forge-policy.ts'
import { fileDigest, knownPoliciesOf, refuseUnknown } from './known-policies.ts'
import { readWorkspacePolicy } from './workspace-policy.ts'

export interface RunPolicy {
  policy: Policy
  /** For people: a path, `built-in`, or `commit:path`. */
  source: string
  /** What the record should say about where it came from. */
  reasons: string[]
  /** What people should know before the session starts, one line each. */
  notes: string[]
  /** To be called when the session is open: later ones take nothing else from this workspace. */
  remember(): Promise<void>
}

export interface PolicyQuestion {
  /** A file that was named; it wins over everything else. */
  file: string | undefined
  /** The folder the agent works in. */
  workspace: string
  /** The guard's environment. */
  environment: NodeJS.ProcessEnv
  findProgram: FindProgram
  /** The forge's REST API; absent where nobody knows. */
  api: URL | undefined
  token: string | undefined
  /** The default branch, where the event says it. */
  branch?: string | undefined
  /** Whether a forge that does not show the policy ends the start: then nothing else is looked at. */
  insist?: boolean
}

/** Stands in the record where the workspace, and so whoever wrote in it, said what the policy is. */
export const unverified = 'policy: from the workspace, not verified'
/** Stands there where nothing is known of a default branch. */
export const checkedOut = 'policy read from the checked out commit'

/**
 * The policy of a session: the file that was named; else the default branch's as the forge has it;
 * else, where the forge cannot be asked or does not show it, the default branch's as the workspace
 * has it, or the built-in one. Never the work tree's.
 *
 * @throws {GuardError} `POLICY_INVALID` with one line for each problem, for a policy that is there and
 *   cannot be read, and for one of the workspace that no earlier session there had; `INPUT_INVALID`
 *   when the named file cannot be read; `UPSTREAM_FAILED` where the forge is insisted on
 */
export async function readRunPolicy(question: PolicyQuestion): Promise<RunPolicy> {
  if (question.file !== undefined) return named(question, question.file)
  const forge = await fromForge(question)
  if ('source' in forge) return forge
  const local = await readWorkspacePolicy(question.workspace, question.findProgram)
  const digest = fileDigest(local.file?.bytes)
  const known = knownPoliciesOf(question.environment)
  refuseUnknown(await known.find(question.workspace), digest, question.workspace)
  const chosen = effective(local.file)
  return {
    ...chosen,
    reasons: [
      ...(local.isRepository ? [unverified] : []),
      ...(local.isCheckedOut ? [checkedOut] : []),
      ...chosen.reasons,
    ],
    notes: [...forge.notes, ...local.notes, ...chosen.notes],
    remember: async () => known.add(await rootOf(question.workspace), [digest]),
  }
}

async function named(question: PolicyQuestion, file: string): Promise<RunPolicy> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new GuardError(
      'INPUT_INVALID',
      `${file}: the policy file cannot be read (${cause.code})`,
      { hint: 'Name an existing file with --policy, or leave the option out.', cause },
    )
  })
  return {
    policy: parsePolicy(bytes, file),
    source: file,
    reasons: [],
    notes: [],
    remember: await memoryOf(question, fileDigest(bytes)),
  }
}

async function fromForge(question: PolicyQuestion): Promise<RunPolicy | { notes: string[] }> {
  const { api, token, branch, insist, environment } = question
  const { GITHUB_REPOSITORY: given } = environment
  if (!given || api === undefined) return { notes: [] }
  if (!/^[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}$/.test(given)) {
    throw new GuardError(
      'INPUT_INVALID',
      `GITHUB_REPOSITORY: OWNER/NAME was expected, not ${given}`,
    )
  }
  const client = createUpstreamClient(environment)
  try {
    const found = await readForgePolicy({ api, token, branch, repository: given, client })
    const { bytes, commit } = found
    return {
      ...effective(bytes === undefined ? undefined : { bytes, commit }),
      remember: await memoryOf(question, fileDigest(bytes)),
    }
  } catch (error) {
    if (insist || !(error instanceof GuardError) || error.code !== 'UPSTREAM_FAILED') throw error
    return { notes: [`${error.message}; the workspace's is taken`] }
  } finally {
    client.close()
  }
}

/** What the default branch has is in force, without the keys that nothing carries out yet. */
function effective(
  file: { bytes: Buffer; commit: string } | undefined,
): Pick<RunPolicy, 'policy' | 'source' | 'reasons' | 'notes'> {
  if (file === undefined)
    return { policy: builtInPolicy, source: 'built-in', reasons: [], notes: [] }
  const source = `${file.commit}:${policyPath}`
  const policy = parsePolicy(file.bytes, source, { inForce: true })
  const { ignored = [] } = policy
  const keys = ignored.map((line) => readProblem(line)?.key)
  const reasons = keys.map((key) => `policy: ${key} is not in this version`)
  return { policy, source, reasons, notes: [...ignored] }
}

/**
 * The session's policy counts later on if the workspace should have it; so does what the workspace
 * has now, if no session could have changed it, or if it was known already.
 */
async function memoryOf(question: PolicyQuestion, digest: string): Promise<() => Promise<void>> {
  const { workspace, findProgram } = question
  const known = knownPoliciesOf(question.environment)
  const before = await known.find(workspace)
  const local = await readWorkspacePolicy(workspace, findProgram).then(
    ({ file }) => [fileDigest(file?.bytes)],
    // What cannot be read now does not count later either.
    () => [],
  )
  const counting = local.filter((one) => before === undefined || before.includes(one))
  return async () => known.add(await rootOf(workspace), [digest, ...counting])
}

/** The folder that is handed to the agent. */
async function rootOf(workspace: string): Promise<string> {
  const folder = await realpath(workspace)
  return (await repositoryAround(folder)) ?? folder
}
