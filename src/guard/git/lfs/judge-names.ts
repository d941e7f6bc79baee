import type { RepositoryName } from '../../../core/git/repository-name.ts'
import type { Session } from '../../session.ts'

/**
 * Why a call of git-lfs does not reach the forge, if it does not: the policy refuses a secret in one
 * of its names, as it would in the name of a file.
 *
 * @param names refs, paths and what else the client wrote
 */
export function judgeNames(
  session: Pick<Session, 'judge' | 'recorder' | 'secrets'>,
  repository: RepositoryName,
  names: readonly string[],
): string | undefined {
  const found = names.flatMap((name) => session.secrets.scan(Buffer.from(name)))
  const [first] = found
  if (first === undefined) return undefined
  for (const { rule, tier, confidence, fingerprint } of found.slice(0, maxRecorded)) {
    const secret = { rule, tier, confidence, fingerprint }
    session.recorder.append({ kind: 'finding', ...secret, where: 'lfs name', action: 'reported' })
  }
  const { effective } = session.judge(
    {
      kind: 'push',
      ref: 'refs/heads/unknown',
      update: 'create',
      paths: [],
      authors: [],
      secrets: true,
      bytes: 0,
    },
    {},
    { repository },
  )
  if (effective !== 'deny' && effective !== 'hold') return undefined
  return `secret in a name (${first.rule}, fingerprint ${first.fingerprint}); choose another one`
}

/** Findings of one call that are recorded. */
const maxRecorded = 100
