import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { GuardError } from '../core/errors.ts'
import { builtInPolicy } from '../core/policy/built-in.ts'
import { policyPath } from '../core/policy/file/file-trouble.ts'
import { parsePolicy } from '../core/policy/file/parse.ts'
import type { Policy } from '../core/policy/policy.ts'

/** Largest policy file read from git, in bytes; one byte more than is accepted is enough. */
const maxBytes = 8 << 20

export interface RunPolicy {
  policy: Policy
  /** For people: a path, `built-in`, or `commit:path`. */
  source: string
  /** What the record should say about where it came from. */
  reasons: string[]
}

/**
 * The policy of a session: the file that was named, else the one on the default branch, else the
 * built-in one. Never the work tree's: the agent, or the branch that is judged, could have changed it.
 *
 * @throws {GuardError} `POLICY_INVALID` with one line for each problem; `INPUT_INVALID` when the
 *   named file cannot be read
 */
export async function readRunPolicy(options: {
  file: string | undefined
  cwd: string
}): Promise<RunPolicy> {
  const { file, cwd } = options
  if (file !== undefined) {
    const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
      throw new GuardError(
        'INPUT_INVALID',
        `${file}: the policy file cannot be read (${cause.code})`,
        {
          hint: 'Name an existing file with --policy, or leave the option out.',
          cause,
        },
      )
    })
    return { policy: parsePolicy(bytes, file), source: file, reasons: [] }
  }
  const committed = await readCommitted(cwd)
  if (committed === undefined) return { policy: builtInPolicy, source: 'built-in', reasons: [] }
  const source = `${committed.commit}:${policyPath}`
  return { policy: parsePolicy(committed.bytes, source), source, reasons: committed.reasons }
}

const git = promisify(execFile)

/** The file at the tip of the default branch; without a remote, at the commit that is checked out. */
async function readCommitted(
  cwd: string,
): Promise<{ bytes: Buffer; commit: string; reasons: string[] } | undefined> {
  const run = async (...args: string[]) =>
    (await git('git', args, { cwd, encoding: 'buffer', maxBuffer: maxBytes })).stdout
  const commitOf = (ref: string) =>
    run('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).then(
      (out) => out.toString('utf8').trim(),
      () => undefined,
    )
  const remote = 'refs/remotes/origin'
  for (const ref of [`${remote}/HEAD`, `${remote}/main`, `${remote}/master`, 'HEAD']) {
    const commit = await commitOf(ref)
    if (commit === undefined) continue
    const listed = await run('ls-tree', '--name-only', commit, '--', policyPath)
    if (listed.length === 0) return undefined
    const bytes = await run('cat-file', 'blob', `${commit}:${policyPath}`)
    const reasons = ref === 'HEAD' ? ['policy read from the checked out commit'] : []
    return { bytes, commit: commit.slice(0, 12), reasons }
  }
  return undefined
}
