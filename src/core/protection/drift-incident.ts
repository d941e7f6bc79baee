import { markdownText } from '../policy/render/plain-text.ts'
import { truceMs } from './edit-war.ts'
import type { Difference, Drift, DriftIncident } from './protection-record.ts'

/** Drift this long after the last belongs to a new incident, in milliseconds. */
const incidentWindowMs = 24 * 3_600_000
/** Drifts of one incident that are listed; the others are counted. */
const maxDrifts = 20
/** Differences of one drift that are listed. */
const maxDifferences = 30
/** Longest text of one side of a difference, in characters. */
const maxValueLength = 200

export type NewDrift = Pick<Drift, 'ruleset' | 'actor' | 'differences' | 'outcome'>

/**
 * The incident with these drifts in it: the open one, or a new one when the last is long over. The
 * same drift that still waits for its answer is the same drift.
 *
 * @param now milliseconds since the epoch
 */
export function addDrifts(
  incident: DriftIncident | undefined,
  added: readonly NewDrift[],
  now: number,
): DriftIncident {
  const isOver = incident === undefined || now - incident.lastAt > incidentWindowMs
  const open = isOver ? { openedAt: now, drifts: [], earlier: 0 } : incident
  const drifts = [...open.drifts]
  for (const one of added) {
    const drift = toDrift(one, now)
    const index = drifts.findIndex((other) => isSame(other, drift))
    const same = drifts[index]
    if (same === undefined) drifts.push(drift)
    else drifts[index] = { ...same, ...repeat(same, drift) }
  }
  const earlier = open.earlier + Math.max(0, drifts.length - maxDrifts)
  const told = !isOver && incident.told && isEqual(drifts, incident.drifts)
  return { ...open, lastAt: now, drifts: drifts.slice(-maxDrifts), earlier, told }
}

/**
 * A webhook came late: who changed a ruleset that was put back before anybody was named for it. The
 * latest such change of the ruleset gets the name; undefined where there is none.
 *
 * @param now milliseconds since the epoch
 */
export function nameDrift(
  incident: DriftIncident | undefined,
  { ruleset, actor }: Required<Pick<Drift, 'ruleset' | 'actor'>>,
  now: number,
): DriftIncident | undefined {
  if (incident === undefined || now - incident.lastAt > incidentWindowMs) return undefined
  const index = incident.drifts.findLastIndex(
    (one) => one.ruleset === ruleset && one.actor === undefined,
  )
  if (index === -1) return undefined
  const drifts = incident.drifts.map((one, at) => (at === index ? { ...one, actor } : one))
  return { ...incident, drifts, told: false }
}

/** Says of each drift that waited what came of it. */
export function settleDrifts(incident: DriftIncident, failed: ReadonlySet<string>): DriftIncident {
  const drifts = incident.drifts.map((drift): Drift => {
    if (drift.outcome !== 'pending') return drift
    return { ...drift, outcome: failed.has(drift.ruleset) ? 'refused' : 'undone' }
  })
  return { ...incident, drifts, told: incident.told && isEqual(drifts, incident.drifts) }
}

/** Whether all of these wait for their answer already: a server died before it gave it. */
export const areAwaited = (
  incident: DriftIncident | undefined,
  added: readonly Omit<NewDrift, 'outcome'>[],
): boolean =>
  added.every((one) =>
    incident?.drifts.some(
      (other) =>
        other.outcome === 'pending' && isSame(other, toDrift({ ...one, outcome: 'pending' }, 0)),
    ),
  )

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** One that is not yet answered was only begun; an answered one has come again. */
function repeat(same: Drift, again: Drift): Partial<Drift> {
  const actor = same.actor ?? again.actor
  const isStill =
    same.outcome === 'pending' || (same.outcome === 'left' && again.outcome === 'left')
  return {
    outcome: again.outcome,
    ...(actor === undefined ? {} : { actor }),
    ...(isStill ? {} : { at: again.at, times: same.times + 1 }),
  }
}

const isSame = (a: Drift, b: Drift): boolean =>
  a.ruleset === b.ruleset &&
  (a.actor?.id === b.actor?.id || b.actor === undefined || a.actor === undefined) &&
  isEqual(a.differences, b.differences)

function toDrift({ differences, ...rest }: NewDrift, at: number): Drift {
  const shown = differences.slice(0, maxDifferences).map(({ what, wanted, live }) => ({
    what: short(what),
    ...(wanted === undefined ? {} : { wanted: short(wanted) }),
    ...(live === undefined ? {} : { live: short(live) }),
  }))
  return { ...rest, at, differences: shown, more: differences.length - shown.length, times: 1 }
}

const short = (text: string): string =>
  text.length <= maxValueLength ? text : `${text.slice(0, maxValueLength)}…`

/** What people read of an incident; markdown. */
export function renderIncident(
  incident: DriftIncident,
  stoppedAt: number | undefined,
): { title: string; body: string } {
  const last = incident.drifts.at(-1)
  const isLeft = stoppedAt !== undefined
  const title = isLeft
    ? 'Branch protection is being changed again and again, and is not put back for now'
    : incident.drifts.some(({ outcome }) => outcome === 'refused')
      ? 'Branch protection was changed and could not be put back'
      : 'Branch protection was changed and has been put back'
  const lines = [
    `**${title}.** The rulesets of cursor-guard follow \`.github/cursor-guard.yml\` on the default branch. To change them, change that file by pull request.`,
    ...(isLeft ? [stoppedText(stoppedAt)] : []),
    ...(incident.earlier > 0 ? [`${incident.earlier} earlier changes are not listed.`] : []),
    ...incident.drifts.map(driftText),
  ]
  return { title: last === undefined ? 'Branch protection' : title, body: lines.join('\n\n') }
}

export const stoppedText = (stoppedAt: number): string =>
  `Whoever keeps changing them must be stopped first: it was put back several times within minutes, so from ${time(stoppedAt)} to ${time(stoppedAt + truceMs)} nothing is written. **Until then these branches are not protected as the policy says.** A change of the policy ends the pause at once.`

const outcomes: Readonly<Record<Drift['outcome'], string>> = {
  pending: 'It is being put back.',
  undone: 'It was put back.',
  refused: 'It could not be put back; the check run `cursor-guard / protection` says why.',
  left: 'It was **not** put back.',
}

export function driftText({
  ruleset,
  actor,
  at,
  differences,
  more,
  outcome,
  times,
}: Drift): string {
  const who =
    actor === undefined
      ? 'Somebody (no webhook named them)'
      : `${markdownText(actor.login)} (id ${actor.id})`
  const often = times > 1 ? `, ${times} times by now` : ''
  return [
    `${who} changed the ruleset "${markdownText(ruleset)}" at ${time(at)}${often}. ${outcomes[outcome]}`,
    ...differences.map((difference) => `- ${differenceText(difference)}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n')
}

/** `pull_request.required_approving_review_count: 2 → 1`, from what it should be to what it is. */
export function differenceText({ what, wanted, live }: Difference): string {
  const name = markdownText(what)
  if (live === undefined) return `${name}: taken out${wanted === 'yes' ? '' : suffix(wanted)}`
  if (wanted === undefined) return `${name}: added${live === 'yes' ? '' : suffix(live)}`
  return `${name}: ${markdownText(wanted)} → ${markdownText(live)}`
}

const suffix = (value: string | undefined): string =>
  value === undefined ? '' : ` (${markdownText(value)})`

const time = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, ' UTC')
