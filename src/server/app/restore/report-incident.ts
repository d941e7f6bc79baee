import { type CheckReport, publishCheck } from '../../../adapters/github/check-runs.ts'
import { type LostCommits, lostCommits } from '../../../adapters/github/compare-commits.ts'
import { keepIssue } from '../../../adapters/github/issues.ts'
import { refusalOf } from '../../../adapters/github/refusal.ts'
import { shortRef } from '../../../core/git/ref-name.ts'
import { isZero } from '../../../core/git/ref-update.ts'
import { markdownCode, markdownText, shellWord } from '../../../core/policy/render/plain-text.ts'
import { backupRef } from '../../../core/protection/backup.ts'
import type { Incident } from '../../../core/protection/ref-memory.ts'
import type { Scope } from '../scope.ts'

/**
 * Says who did what to a protected ref, what was lost, what was done and how to get it back: on the
 * commit that was pushed, and in one issue for each loss. Where nothing was undone because nobody
 * minds, the commit alone says so.
 *
 * @param why the reason of a bypass, or what stood in the way
 * @returns the issue's number, when there is one
 */
export async function reportIncident(
  scope: Scope,
  incident: Incident,
  why: string | undefined,
): Promise<number | undefined> {
  const { octokit, repository, services, log } = scope
  const isQuiet = incident.outcome === 'bypassed' || incident.outcome === 'audited'
  const lost = isQuiet ? undefined : await lostCommits(octokit, repository, incident)
  const report = renderLoss(incident, lost, why)
  log.warn({ ref: incident.ref, outcome: incident.outcome }, report.title)
  if (!isZero(incident.pushed)) {
    const check: CheckReport = { name: 'protection', headSha: incident.pushed, ...report }
    await publishCheck(octokit, repository, check, services.checks).catch((error) => {
      // Without the permission, or the commit, the issue says it.
      if (refusalOf(error) === undefined) throw error
    })
  }
  if (isQuiet) return undefined
  const { ref, lost: oid, pushed } = incident
  return keepIssue(
    octokit,
    repository,
    {
      marker: `lost:${ref}:${oid}:${pushed}`,
      title: `cursor-guard: ${report.title}`,
      body: report.summary,
    },
    { known: incident.issue, botLogin: `${services.app.slug}[bot]` },
  )
}

const conclusions = {
  restored: 'failure',
  left: 'failure',
  asked: 'failure',
  impossible: 'failure',
  open: 'failure',
  bypassed: 'neutral',
  audited: 'neutral',
} as const

/** What people read about a loss. */
export function renderLoss(
  incident: Incident,
  lost: LostCommits | undefined,
  why?: string,
): Pick<CheckReport, 'conclusion' | 'title' | 'summary'> {
  const { outcome, kind, times, actor } = incident
  const name = titleOf(incident.ref)
  const did = kind === 'delete' ? 'deleted' : 'rewritten'
  const titles = {
    restored: `${name} was ${did} and has been put back`,
    left: `${name} was ${did}; later commits stand on top, so it was left`,
    asked: `${name} was ${did}; nobody can tell what stands on top, so a person must decide`,
    impossible: `${name} was ${did} and could not be put back`,
    open: `${name} was ${did}`,
    bypassed: `${name} was ${did} by an account the policy lets do it`,
    audited: `${name} was ${did}; the policy only audits, so it was left`,
  }
  const who =
    actor === undefined
      ? 'Nobody was named for it'
      : `By ${markdownText(actor.login)} (id ${actor.id})`
  const often = times > 1 ? `, ${times} times` : ''
  const because =
    why === undefined
      ? []
      : [
          `${outcome === 'bypassed' ? 'The policy gives as reason' : 'Because'}: ${markdownText(why)}`,
        ]
  return {
    conclusion: conclusions[outcome],
    title: titles[outcome],
    summary: [
      `**${markdownText(titles[outcome])}.**`,
      `${who}${often}.`,
      ...because,
      ...details(incident, lost),
    ].join('\n\n'),
  }
}

/** What was lost and how to recover it. */
function details(incident: Incident, lost: LostCommits | undefined): string[] {
  const { ref, lost: tip, pushed, outcome } = incident
  if (outcome === 'bypassed' || outcome === 'audited')
    return [`Before: \`${tip}\`. After: \`${pushed}\`.`]
  // The permission that is missing to move a ref is also missing to make a backup ref.
  const kept = (oid: string) =>
    outcome === 'impossible' ? '' : `, kept at ${markdownCode(backupRef(ref, oid))}`
  const lines = [`The tip before: \`${tip}\`${kept(tip)}.`]
  // What was left on the branch has no backup: nobody took it off.
  const isOff = outcome === 'restored' || outcome === 'open'
  if (!isZero(pushed)) lines.push(`What was pushed: \`${pushed}\`${isOff ? kept(pushed) : ''}.`)
  if (lost !== undefined && lost.count > 0) {
    const shown = lost.ids.map((oid) => `- \`${oid}\``).join('\n')
    const more = lost.count > lost.ids.length ? `\n- and ${lost.count - lost.ids.length} more` : ''
    lines.push(`Commits that were taken off the ref: ${lost.count}\n\n${shown}${more}`)
  }
  // A deletion that was undone leaves nothing that was pushed instead.
  if (outcome === 'restored' && isZero(pushed)) return [...lines, 'Nothing is left to do.']
  lines.push(`${recovery[outcome]}\n\n${fence(commandsFor(incident))}`)
  return lines
}

/** `main`; `tag v1`. */
const titleOf = (ref: string): string =>
  ref.startsWith('refs/tags/') ? `tag ${shortRef(ref)}` : shortRef(ref)

const recovery = {
  restored: 'Nothing is left to do. To take up the commits that were pushed instead:',
  left: 'Bring back what was lost by merging the tip from before, in a pull request:',
  asked:
    'The forge does not show in which steps it came there. If nothing on it is to be kept, put it back by hand; else merge the tip from before, in a pull request:',
  impossible: 'Put it back by hand, as somebody whom the rules of the repository let:',
  open: 'To look at what was lost:',
} as const

function commandsFor({ ref, lost, pushed, outcome }: Incident): string[] {
  const name = shortRef(ref)
  if (outcome === 'impossible' || outcome === 'asked') {
    const lease = `--force-with-lease=${ref}:${isZero(pushed) ? '' : pushed}`
    return [
      `git fetch origin ${lost}`,
      `git push ${shellWord(lease)} origin ${shellWord(`${lost}:${ref}`)}`,
    ]
  }
  const oid = outcome === 'left' || isZero(pushed) ? lost : pushed
  return [
    `git fetch origin ${shellWord(backupRef(ref, oid))}`,
    `git switch --create ${shellWord(`recover-${name.replaceAll('/', '-')}`)} FETCH_HEAD`,
  ]
}

/** Ref names hold nothing a fence would end at: git allows no control characters in them. */
const fence = (lines: readonly string[]): string => ['````sh', ...lines, '````'].join('\n')
