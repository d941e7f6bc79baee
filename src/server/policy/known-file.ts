import type { Octokit } from '../../adapters/github/octokit.ts'
import type { PolicyFileAnswer } from '../../adapters/github/policy-file.ts'
import type { Repository } from '../../adapters/github/repository.ts'
import type { KnownFile, PolicyMemory } from '../../core/policy/policy-memory.ts'
import type { ParsedPolicies } from './parsed-policies.ts'

export interface PolicySources {
  memory: PolicyMemory
  parsed: ParsedPolicies
  /** Milliseconds since the epoch. */
  now(): number
  /**
   * Whether the default branch has lost commits it had when it was last accepted; see
   * `is-rewritten.ts`. Absent where nobody remembers accepted tips: no branch counts as rewritten then.
   */
  isRewritten?(octokit: Octokit, repository: Repository): Promise<boolean>
}

/** There was a file, and the default branch no longer has one. */
export const isRemoved = ({ blob, trouble }: KnownFile): boolean =>
  blob === undefined && trouble === undefined

/** What is remembered of an answer; the last valid version stays until the file is gone. */
export function toKnown(
  answer: PolicyFileAnswer,
  {
    known,
    organisation,
    parsed,
    checkedAt,
  }: {
    known: KnownFile | undefined
    organisation: boolean
    parsed: ParsedPolicies
    checkedAt: number
  },
): KnownFile {
  const good = known?.good === undefined ? {} : { good: known.good }
  if (answer.kind === 'file') {
    const { kind: _, ...file } = answer
    const { blob, content } = file
    const isValid = 'policy' in parsed.parse(content, { organisation })
    return { ...file, ...(isValid ? { good: { blob, content } } : good), checkedAt }
  }
  if (answer.kind === 'unusable') {
    const { kind: _, ...trouble } = answer
    return { ...trouble, ...good, checkedAt }
  }
  return { checkedAt }
}
