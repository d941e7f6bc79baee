/** The object id of nothing: what a ref points at before it exists and after it is gone. */
export const zeroId = '0'.repeat(40)

/** Whether an id, of either length, is that of nothing. */
export const isZero = (id: string): boolean => /^0+$/.test(id)

/** One command of a push, as the client asks for it: `old` is its claim, not a fact. */
export interface RefCommand {
  ref: string
  /** Lower-case hexadecimal, 40 or 64 digits; zeros for a ref that is created. */
  old: string
  /** Zeros for a ref that is deleted. */
  new: string
}

export type UpdateKind = 'create' | 'fast-forward' | 'rewrite' | 'delete'

/** A file that commits of a push change, as git lists it. */
export interface ChangedPath {
  /** As git has it; compared case-folded and in NFC. */
  path: string
  /** Octal mode after the change: `100644`, `120000` for a symlink, `160000` for a submodule, `000000` when deleted. */
  mode: string
  commit: string
}

/** What is true of one ref update. `unknown` where it could not be found out: the worse case. */
export interface UpdateFacts {
  command: RefCommand
  /** Where the guard itself saw the ref when it looked. */
  tip: string
  kind: UpdateKind | 'unknown'
  /** Every path that a new commit changes, and every path that differs between tip and new. */
  paths: readonly ChangedPath[] | 'unknown'
  /** Those of `paths` that differ between tip and new; absent where there is no tip to compare with. */
  differing?: readonly ChangedPath[] | 'unknown'
  /** New commits, newest first. */
  commits: readonly PushedCommit[] | 'unknown'
  /** Sentences for people: symlink that leaves the tree, invisible characters, `.gitmodules` scheme, … */
  warnings: readonly PushWarning[]
}

export interface PushedCommit {
  id: string
  author: string
  committer: string
  /** First line of the message; invisible and control characters escaped. */
  subject: string
  /** People its `Co-authored-by` lines name, as `Name <address>`. */
  coAuthors?: readonly string[]
}

export interface PushWarning {
  /** Stable, for policy and records: `symlink`, `submodule`, `gitmodules-url`, `invisible-text`, `tag-shadows-branch`, … */
  code: string
  text: string
  /** What the guard does about it whatever the policy says; `hold` where a person may release it. */
  effect: 'deny' | 'hold' | 'note'
}

/** A secret in an object of the push, or in the name of a ref. Never carries the value. */
export interface PushedSecret {
  rule: string
  confidence: string
  fingerprint: string
  object: string
  /** Where people find it; absent for an object that no commit of the push reaches. */
  commit?: string
  path?: string
  /** Of an archive: the file in it, as `name` or `name!/name`. */
  inside?: string
  line?: number
  /** `blob`, `path`, `ref name`, or a part of a commit or tag (`ObjectPlace`). */
  where: string
}
