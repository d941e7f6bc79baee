import type { PullRequest } from '../../../adapters/github/pull-requests.ts'
import { GuardError } from '../../../core/errors.ts'
import type { Changes } from '../../../core/git/change-reader.ts'
import { refNameSecrets } from '../../../core/git/ref-name-secrets.ts'
import { isZero, type PushedSecret, zeroId } from '../../../core/git/ref-update.ts'
import { agentAccount } from '../../../core/policy/agent-identity.ts'
import type { Policy } from '../../../core/policy/policy.ts'
import type { Arrival, ArrivedSecret } from '../../../core/secrets/scan-memory.ts'
import { gitSource } from '../git-source.ts'
import type { Scope } from '../scope.ts'
import { scanEngine } from './scan-engine.ts'
import { scanRange } from './scan-range.ts'

/**
 * Pauses between the tries to read from the forge, in milliseconds; after the last, it is reported
 * as unreadable.
 */
const waitsMs = [200, 1_000]

/** A push as it is to be looked through. */
export interface PushLook {
  ref: string
  before: string
  /** What the ref points to. */
  after: string
  /** The commit it comes to. */
  head: string
}

/**
 * Looks for secrets in what a push brought and remembers what was found. Whatever was looked at
 * before, on any branch, is left out; what webhooks missed is looked at now.
 *
 * @throws when the forge could not be read; it is remembered that nothing was seen
 */
export async function lookThroughPush(
  scope: Scope,
  policy: Policy,
  { ref, before, after, head }: PushLook,
): Promise<Arrival> {
  const { repository, services } = scope
  const { engine, digest } = scanEngine(policy)
  const earlier = await earlierArrival(scope, head, ref)
  if (earlier?.before === before && earlier.after === after && isWhole(earlier, digest)) {
    return earlier
  }
  const source = gitSource(scope)
  const isHome = ref === `refs/heads/${repository.defaultBranch}`
  const draft = (excluded: string[], missed: string[]): Arrival => ({
    key: ref,
    before,
    after,
    excluded,
    digest,
    missed,
  })
  const range = await attempt(() => scanRange(scope, digest, { ref, before, after })).catch(
    async (error) => {
      await saveUnread(scope, head, draft([before], [reasonOf(error)]))
      throw error
    },
  )
  const { excluded, known, advances } = range
  const changes = await attempt(() =>
    services.changes.readUpdate(source, { ref, before: zeroId, after, known }, engine),
  ).catch(async (error) => {
    await saveUnread(scope, head, draft(excluded, [reasonOf(error)]))
    throw error
  })
  const missed = missedOf(changes)
  const isSeen = missed.length === 0
  const undone = earlier?.undone === undefined ? {} : { undone: earlier.undone }
  const arrival = { ...draft(excluded, missed), ...undone }
  await services.scans.save(repository.id, {
    head,
    arrival,
    // On the default branch the tip moves even past commits that were not read: the check run on this
    // commit says so, and later pushes are not searched from there again.
    ...(advances && (isSeen || isHome) ? { tip: { ref, oid: after } } : {}),
    commits: isSeen ? await commitsOf(scope, changes, after, known) : [],
    secrets: [
      ...arrivedWith(head, changes.secrets),
      ...(isZero(before) ? arrivedWith(head, refNameSecrets({ ref, object: after }, engine)) : []),
    ],
    at: services.now(),
  })
  return arrival
}

/** The same for a pull request: all of its commits, those that were looked at before left out. */
export async function lookThroughPull(
  scope: Scope,
  policy: Policy,
  pull: Pick<PullRequest, 'number' | 'headSha' | 'baseRef' | 'baseSha' | 'author'>,
): Promise<Arrival> {
  const { repository, services } = scope
  const { engine, digest } = scanEngine(policy)
  const { number, headSha: head, baseRef, baseSha, author } = pull
  const source = gitSource(scope)
  const tips = await services.scans.tips(repository.id, digest)
  const baseTip = tips.find(({ ref }) => ref === baseRef)?.oid
  const excluded = [...new Set([baseSha, ...(baseTip === undefined ? [] : [baseTip])])]
  const key = pullKey(number)
  const openedBy = author && agentAccount(author, policy.agents.identities)
  const draft: Arrival = {
    key,
    before: zeroId,
    after: head,
    excluded,
    digest,
    ...(openedBy === undefined ? {} : { openedBy }),
    missed: [],
  }
  const earlier = await earlierArrival(scope, head, key)
  const isSame = earlier?.excluded.join() === excluded.join()
  if (earlier !== undefined && isSame && isWhole(earlier, digest)) return earlier
  const changes = await attempt(async () => {
    const commits = await services.changes.commitsBetween(source, head, excluded)
    const open =
      commits === 'unknown'
        ? commits
        : await services.scans.unlooked(repository.id, digest, [...commits])
    if (open.length === 0) return { secrets: [], looked: [] }
    const update = { ref: `refs/heads/pull-request-${number}`, before: zeroId, after: head }
    const found = await services.changes.readUpdate(source, { ...update, known: excluded }, engine)
    return { ...found, looked: commits === 'unknown' ? [] : [...commits] }
  }).catch(async (error) => {
    await saveUnread(scope, head, { ...draft, missed: [reasonOf(error)] })
    throw error
  })
  const missed = missedOf(changes)
  const arrival: Arrival = { ...draft, missed }
  await services.scans.save(repository.id, {
    head,
    arrival,
    commits: missed.length === 0 ? changes.looked : [],
    secrets: arrivedWith(head, changes.secrets),
    at: services.now(),
  })
  return arrival
}

export const pullKey = (number: number): string => `pull ${number}`

async function commitsOf(
  scope: Scope,
  { facts }: Changes,
  after: string,
  known: readonly string[],
): Promise<string[]> {
  if (facts.commits !== 'unknown') return facts.commits.map(({ id }) => id)
  const ids = await scope.services.changes.commitsBetween(gitSource(scope), after, known)
  return ids === 'unknown' ? [] : [...ids]
}

const earlierArrival = async ({ repository, services }: Scope, head: string, key: string) =>
  (await services.scans.arrivals(repository.id, head)).find((one) => one.key === key)

const isWhole = (arrival: Arrival, digest: string): boolean =>
  arrival.digest === digest && arrival.missed.length === 0

/** Why not every object was searched; other facts that are not known do not matter here. */
function missedOf({ secrets, problems = [] }: Partial<Changes>): string[] {
  if (secrets !== 'unknown') return []
  return problems.length > 0 ? [...problems] : ['not everything could be read']
}

const arrivedWith = (head: string, secrets: Changes['secrets']): ArrivedSecret[] =>
  secrets === undefined || secrets === 'unknown'
    ? []
    : secrets.map((secret: PushedSecret) => ({ ...secret, commit: secret.commit ?? head }))

async function saveUnread({ repository, services }: Scope, head: string, arrival: Arrival) {
  const scan = { head, arrival, commits: [], secrets: [], at: services.now() }
  await services.scans.save(repository.id, scan)
}

/** What people may see of an error: only a GuardError's message is made for them. */
const reasonOf = (error: unknown): string =>
  error instanceof GuardError ? error.message : 'an error of the server'

async function attempt<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const wait of waitsMs) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof GuardError) || error.code !== 'UPSTREAM_FAILED') throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return ask()
}
