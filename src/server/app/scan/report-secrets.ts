import { type CheckReport, publishCheck } from '../../../adapters/github/check-runs.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import type { Location } from '../../../core/git/change-reader.ts'
import { pushedAction } from '../../../core/policy/judge/pushed-action.ts'
import { secretPaths } from '../../../core/policy/judge/secret-paths.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import { allowedFingerprints } from '../../../core/secrets/allow.ts'
import type { Arrival, ArrivedSecret } from '../../../core/secrets/scan-memory.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'
import { renderSecrets } from './render-secrets.ts'
import { scanEngine } from './scan-engine.ts'

/**
 * Findings whose place in the head's files is looked up; those behind them are named with commit.
 */
const maxLocated = 200

/** What is known of the secrets one commit came with. */
export interface SecretsOfHead {
  arrivals: readonly Arrival[]
  /** Without those the policy allows. */
  secrets: readonly ArrivedSecret[]
  allowed: number
  isWhole: boolean
}

/**
 * The secrets in what a commit came with: on every ref and in every pull request whose head it is.
 *
 * @returns undefined for a commit that was never looked at
 */
export async function secretsOfHead(
  scope: Scope,
  policy: Policy,
  head: string,
): Promise<SecretsOfHead | undefined> {
  const { repository, services } = scope
  const arrivals = await services.scans.arrivals(repository.id, head)
  if (arrivals.length === 0) return undefined
  const known = await services.scans.secrets(repository.id)
  const concerned = new Set<ArrivedSecret>()
  if (known.length > 0) {
    for (const { excluded } of arrivals) {
      const commits = await services.changes.commitsBetween(gitSource(scope), head, excluded)
      for (const one of known) {
        // A history that cannot be listed is taken to hold the commit: the worse case.
        if (one.commit === head || commits === 'unknown' || commits.has(one.commit))
          concerned.add(one)
      }
    }
  }
  const now = services.now()
  const fingerprints = allowedFingerprints(policy.secrets.allow, now)
  const allowedAt = secretPaths(policy.secrets.allow, now)
  const unique = new Map([...concerned].map((one) => [keyOf(one), one]))
  const secrets = [...unique.values()].filter(
    (one) => !fingerprints.has(one.fingerprint) && !allowedAt(one.path ?? '', one),
  )
  return {
    arrivals,
    secrets: secrets.toSorted(byPlace),
    allowed: unique.size - secrets.length,
    isWhole: arrivals.every(({ missed }) => missed.length === 0),
  }
}

/** Publishes what is known of a commit's secrets; the same again is not written twice. */
export async function reportSecrets(scope: Scope, policy: Policy, head: string): Promise<void> {
  const { octokit, repository, services, log } = scope
  const found = await secretsOfHead(scope, policy, head)
  if (found === undefined) return
  const { arrivals, secrets, allowed, isWhole } = found
  const action = pushedAction(policy)
  const isUndone = arrivals.every(({ undone }) => undone === 'done' || undone === 'withdrawn')
  const hidesPlaces = repository.visibility === 'public' && !isUndone
  const locations = hidesPlaces ? [] : await locate(scope, policy, head, secrets)
  const report = renderSecrets({
    head,
    arrivals,
    secrets: secrets.map((secret, index) => ({ secret, location: locations[index] ?? 'unknown' })),
    allowed,
    action,
    hidesPlaces,
  })
  if (action.does === 'audit' && (secrets.length > 0 || !isWhole)) {
    const isPull = arrivals.every(({ key }) => key.startsWith('pull '))
    await services.audit.note({
      repositoryId: repository.id,
      key: `secrets ${head}`,
      rule: 'secrets.pushed',
      subject: isPull ? 'pull request' : 'push',
      would: 'blocked',
      at: services.now(),
    })
  }
  try {
    await publishCheck(octokit, repository, masked(report, policy), services.checks)
  } catch (error) {
    if (refusalOf(error) === undefined) throw error
    // The commit is gone; or, without the permission, the log is all there is.
    const level = report.conclusion === 'success' ? 'info' : 'error'
    log[level](
      { head, title: report.title, needs: 'checks: write' },
      'no check run could be written',
    )
  }
}

async function locate(
  scope: Scope,
  policy: Policy,
  head: string,
  secrets: readonly ArrivedSecret[],
): Promise<readonly Location[]> {
  if (secrets.length === 0) return []
  const { engine } = scanEngine(policy)
  const looked = secrets.slice(0, maxLocated)
  return scope.services.changes.locate(gitSource(scope), head, looked, engine)
}

const keyOf = ({ rule, fingerprint, commit, path, inside, line, where }: ArrivedSecret): string =>
  JSON.stringify([rule, fingerprint, commit, path, inside, line, where])

const byPlace = (a: ArrivedSecret, b: ArrivedSecret): number =>
  order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0
const order = ({ path, line, commit, rule, fingerprint }: ArrivedSecret): string =>
  [path ?? '', String(line ?? 0).padStart(9, '0'), commit, rule, fingerprint].join('\0')

/** A name of a branch or a file can be a secret too. */
function masked(report: CheckReport, policy: Policy): CheckReport {
  const { engine } = scanEngine(policy)
  const mask = (text: string): string => engine.maskText(text).text
  const { title, summary, text } = report
  return {
    ...report,
    title: mask(title),
    summary: mask(summary),
    ...(text === undefined ? {} : { text: mask(text) }),
  }
}
