import { join } from 'node:path'
import type { FindProgram } from '../../adapters/machine/system-programs.ts'
import {
  type ForeignRepository,
  openForeignRepository,
} from '../../adapters/repository/foreign-repository.ts'
import { readSmall } from '../../adapters/repository/locate-repository.ts'
import { GuardError } from '../../core/errors.ts'
import { policyPath } from '../../core/policy/file/file-trouble.ts'

/** What a workspace says about its policy; whoever could write there can have written it. */
export interface WorkspacePolicy {
  /** The committed file; absent where the commit's tree was read and has none. */
  file?: { bytes: Buffer; commit: string }
  /** Whether there is a repository at all. */
  isRepository: boolean
  /** Whether nothing is known of a default branch, so that the commit that is checked out counts. */
  isCheckedOut: boolean
  /** What people should know, one line each. */
  notes: string[]
}

/** Largest policy file read from git, in bytes; one byte more than is accepted is enough. */
const maxBytes = 8 << 20

/**
 * Reads `.github/cursor-guard.yml` at the root of the repository around a folder: at the tip of the
 * default branch as it was fetched last; without a remote, at the commit that is checked out. Never
 * from the work tree, which the agent, or the branch that is judged, could have changed.
 *
 * @throws {GuardError} `POLICY_INVALID` where it cannot be read: that is not the same as none
 */
export async function readWorkspacePolicy(
  workspace: string,
  findProgram: FindProgram,
): Promise<WorkspacePolicy> {
  await using repository = await openForeignRepository(workspace, { findProgram })
  if (repository === undefined) {
    const notes = (await readFileThere(workspace)) === undefined ? [] : [uncommitted]
    return { isRepository: false, isCheckedOut: false, notes }
  }
  const ask = asker(repository)
  const found = (await remoteDefault(ask)) ?? (await checkedOut(ask))
  const file = found === undefined ? undefined : await readCommitted(ask, found.commit)
  const there = await readFileThere(repository.root)
  return {
    ...(file === undefined ? {} : { file }),
    isRepository: true,
    isCheckedOut: found?.isCheckedOut === true,
    notes: there === undefined ? [] : compare(there, file),
  }
}

const uncommitted = `${policyPath} is not committed: it does not count`

function compare(there: Buffer, file: WorkspacePolicy['file']): string[] {
  if (file === undefined) return [uncommitted]
  const plain = (bytes: Buffer) => bytes.toString('latin1').replaceAll('\r\n', '\n')
  if (plain(there) === plain(file.bytes)) return []
  return [`${policyPath} here differs from that of ${file.commit}, which counts`]
}

/** It is compared and never in force: where it cannot be read there is nothing to say about it. */
const readFileThere = (root: string) => readSmall(join(root, policyPath)).catch(() => undefined)

/**
 * Runs git there and insists on an answer.
 *
 * @param commit whose file is read: a partial clone may lack what leads to it
 */
type Ask = (
  what: string,
  args: readonly string[],
  options?: { alsoCode?: 1; commit?: string },
) => Promise<Buffer>

function asker({ root, run }: ForeignRepository): Ask {
  return async (what, args, { alsoCode, commit } = {}) => {
    const { code, stdout, said, stderr } = await run(args, { maxBytes })
    // A ref that git cannot read is left out of its lists, with a warning.
    const isAnswer = code === 0 || code === alsoCode
    if (isAnswer && !/ignoring broken ref|ignoring ref with broken name/.test(stderr)) {
      return stdout
    }
    throw unreadable(`${what} of ${root} cannot be read${said === '' ? '' : ` (${said})`}`, commit)
  }
}

interface PolicyCommit {
  commit: string
  isCheckedOut: boolean
}

const remote = 'refs/remotes/origin'
const remoteNames = [`${remote}/HEAD`, `${remote}/main`, `${remote}/master`]

async function remoteDefault(ask: Ask): Promise<PolicyCommit | undefined> {
  const tips = await tipsOf(ask, 'the remote branches', remoteNames)
  const commit = remoteNames.map((name) => tips.get(name)).find((tip) => tip !== undefined)
  return commit === undefined ? undefined : { commit, isCheckedOut: false }
}

/** The commit of HEAD; `undefined` for a branch without any. */
async function checkedOut(ask: Ask): Promise<PolicyCommit | undefined> {
  // Git ends with 1 where HEAD names a commit and no branch.
  const branch = (await ask('HEAD', ['symbolic-ref', '-q', 'HEAD'], { alsoCode: 1 }))
    .toString('utf8')
    .trim()
  if (branch !== '') {
    const commit = (await tipsOf(ask, 'HEAD', [branch])).get(branch)
    return commit === undefined ? undefined : { commit, isCheckedOut: true }
  }
  const out = await ask('HEAD', ['rev-parse', '--verify', '--end-of-options', 'HEAD^{commit}'])
  return { commit: out.toString('utf8').trim(), isCheckedOut: true }
}

/** The commits of refs, as far as there are such refs. */
async function tipsOf(ask: Ask, what: string, names: readonly string[]) {
  const format = '--format=%(refname) %(objecttype) %(objectname)'
  const listed = await ask(what, ['for-each-ref', format, ...names])
  const tips = new Map<string, string>()
  for (const line of listed.toString('utf8').split('\n')) {
    const [name = '', type, id = ''] = line.split(' ')
    if (!names.includes(name)) continue
    if (type !== 'commit') throw unreadable(`${name} is no commit but a ${type}`)
    tips.set(name, id)
  }
  return tips
}

async function readCommitted(ask: Ask, commit: string): Promise<WorkspacePolicy['file']> {
  const short = commit.slice(0, 12)
  const tree = ['ls-tree', '-z', '--full-tree', '--end-of-options', commit, '--', policyPath]
  const listed = (await ask(`the tree of ${short}`, tree, { commit })).toString('utf8')
  if (listed === '') return undefined
  const [mode = '', , id = ''] = listed.split(/[ \t]/)
  if (!/^100/.test(mode)) throw unreadable(`${short}:${policyPath} is a link or a folder, no file`)
  const bytes = await ask(`${short}:${policyPath}`, ['cat-file', 'blob', id], { commit })
  return { bytes, commit: short }
}

function unreadable(why: string, commit?: string): GuardError {
  const fetched =
    commit === undefined
      ? ''
      : ` (where a partial clone lacks the file, this fetches it: git cat-file -e ${commit}:${policyPath})`
  return new GuardError('POLICY_INVALID', `the policy cannot be read: ${why}`, {
    hint: `Mend the repository${fetched}, or name the policy with --policy FILE.`,
  })
}
