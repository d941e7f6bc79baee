import { setTimeout as sleep } from 'node:timers/promises'
import type { PushReport } from '../../core/git/receive-pack.ts'
import { isZero, type RefCommand } from '../../core/git/ref-update.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { ForwardRecord } from '../git-ports.ts'
import type { GitContext } from './git-context.ts'

type Fate = 'applied' | 'not applied' | 'moved on' | 'unknown'

/**
 * Finds out by the forge's refs what became of a push whose answer was lost.
 *
 * A forge may still be at work, so a ref that has not moved is looked at a few times before it is
 * called not applied.
 */
export async function lookUp(
  context: GitContext,
  repository: RepositoryName,
  commands: readonly RefCommand[],
  trouble: string,
): Promise<{ report: PushReport; isCertain: boolean }> {
  let fates: Fate[] = commands.map(() => 'unknown')
  for (const wait of context.timing.lookUpMs) {
    await sleep(wait, undefined, { ref: false })
    fates = await readFates(context, repository, commands)
    if (fates.every((fate) => fate === 'applied')) break
  }
  const refs = commands.map(({ ref }, index) => {
    const fate = fates[index] ?? 'unknown'
    return fate === 'applied'
      ? { ref, ok: true }
      : { ref, ok: false, reason: `cursor-guard: ${fateText[fate]} (${trouble})` }
  })
  return { report: { unpack: 'ok', refs }, isCertain: !fates.includes('unknown') }
}

const fateText: Readonly<Record<Exclude<Fate, 'applied'>, string>> = {
  'not applied': 'not applied when the forge was last read; fetch, then push again',
  'moved on': 'the forge shows another commit now; fetch and see what is there',
  unknown: 'the outcome is unknown; fetch and see what is there before pushing again',
}

/** Where each ref stands at the forge, seen from one push. */
async function readFates(
  { gitRepositories }: GitContext,
  repository: RepositoryName,
  commands: readonly RefCommand[],
): Promise<Fate[]> {
  const tips = await gitRepositories.readTips(repository).catch(() => undefined)
  return commands.map(({ ref, old, new: fresh }) => {
    if (tips === undefined) return 'unknown'
    const tip = tips.get(ref)
    const isAt = (id: string) => (isZero(id) ? tip === undefined : tip === id)
    return isAt(fresh) ? 'applied' : isAt(old) ? 'not applied' : 'moved on'
  })
}

/**
 * What an earlier process began and did not see to its end: read once, recorded, and forgotten once
 * it is known. Only for the session's own repositories; other records wait for their session.
 */
export async function settleJournal(
  context: GitContext,
  isOwn: (repository: RepositoryName) => boolean,
): Promise<void> {
  const { journal, session } = context
  for (const record of await journal.open()) {
    if (!isOwn(record.repository)) continue
    const fates = await readFates(context, record.repository, record.updates)
    session.recorder.append(settledNote(record, fates))
    if (!fates.includes('unknown')) await journal.end(record.id)
  }
}

function settledNote(record: ForwardRecord, fates: readonly Fate[]) {
  return {
    kind: 'note' as const,
    text: 'an earlier guard ended while the forge worked on a push; this is what the forge shows',
    repository: record.repository,
    session: record.session,
    at: new Date(record.at).toISOString(),
    updates: record.updates.map(
      ({ ref, old, new: fresh }, index) => `${ref} ${old} ${fresh}: ${fates[index] ?? 'unknown'}`,
    ),
  }
}
