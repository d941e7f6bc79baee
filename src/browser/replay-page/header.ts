import type { PageMeta } from '../../core/recording/page/page-data.ts'
import { meta } from './data.ts'
import { el } from './element.ts'
import { type IconName, icon } from './icon.ts'
import { marked } from './marked-text.ts'
import { number } from './number-text.ts'

/** The head of the page: whose session it was, whether its record is whole, and what happened. */
export function header({ onTheme, onHelp }: { onTheme(): void; onHelp(): void }): HTMLElement {
  const title = meta.identity?.repository ?? meta.session ?? 'A recording without a session'
  document.title = `${title} · cursor-guard replay`
  return el(
    'header',
    {},
    el(
      'div',
      { class: 'top' },
      el(
        'div',
        { class: 'brand' },
        icon('verdict'),
        el('span', {}, 'cursor-guard'),
        el('span', { class: 'dim' }, 'replay'),
      ),
      badges(),
      el(
        'div',
        { class: 'tools' },
        tool('theme', 'theme', 'Light or dark (t)', onTheme),
        tool('help-button', 'help', 'Keys (?)', onHelp),
      ),
    ),
    el('div', { class: 'about' }, el('h1', {}, marked(title)), tiles(meta)),
    identityLine(meta),
    meta.state === 'broken'
      ? el('p', { class: 'alarm', role: 'alert' }, icon('limit'), marked(meta.stateSentence))
      : undefined,
    proof(meta),
    meta.leftOut > 0 ? el('p', { class: 'note' }, leftOutNote(meta)) : undefined,
  )
}

function badges(): HTMLElement {
  const { level, coverage, coverageSentence } = meta
  const isWhole = coverage === 'complete'
  return el(
    'div',
    { class: 'badges' },
    proofBadge(meta),
    level ? badge('plain', 'verdict', `Level ${level}`, coverageSentence) : undefined,
    badge(
      isWhole ? 'plain' : 'warn',
      isWhole ? 'check' : 'limit',
      `Record ${coverage}`,
      coverageSentence,
    ),
  )
}

function proofBadge({ state, stateSentence, signed, proof }: PageMeta): HTMLElement {
  if (state === 'broken') return badge('bad', 'cross', 'Broken', stateSentence)
  if (state === 'unsealed') return badge('warn', 'limit', 'Intact, unsealed', stateSentence)
  return signed
    ? badge('good', 'check', 'Intact, sealed, signed', proof)
    : badge('plain', 'check', 'Intact, sealed, unsigned', proof)
}

const badge = (tone: string, iconName: IconName, text: string, title: string): HTMLElement =>
  el('span', { class: `badge ${tone}`, title }, icon(iconName), text)

const tool = (id: string, iconName: IconName, title: string, onclick: () => void): HTMLElement =>
  el(
    'button',
    { id, class: 'quiet', title, 'aria-label': title.replace(/ \(.*/, ''), onclick },
    icon(iconName),
  )

function identityLine({ identity = {}, policy, mode, startedAt }: PageMeta): HTMLElement {
  const { run, attempt, commit } = identity
  const facts: [string, string | undefined][] = [
    ['workflow', identity.workflow],
    ['run', run && run + (attempt ? `.${attempt}` : '')],
    ['job', identity.job],
    ['ref', identity.ref],
    ['commit', commit && shortCommit(commit)],
    ['actor', identity.actor],
    ['policy', policy && `${policy.source} (${policy.enforcement})`],
    ['mode', mode],
    ['began', startedAt && dateText(startedAt)],
  ]
  return el(
    'dl',
    { class: 'identity' },
    facts.map(([name, value]) =>
      value ? el('div', {}, el('dt', {}, name), el('dd', {}, marked(value))) : undefined,
    ),
  )
}

const shortCommit = (commit: string): string =>
  /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 10) : commit

const dateText = (iso: string): string =>
  iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC')

/** What was refused and what was held are counted as the filter shows them: one for each action. */
function tiles({ totals, denied, held }: PageMeta): HTMLElement {
  const all: [one: string, many: string, count: number, tone: string][] = [
    ['prompt', 'prompts', totals.prompts, ''],
    ['answer', 'answers', totals.responses, ''],
    ['tool call', 'tool calls', totals.toolCalls, ''],
    ['denied', 'denied', denied, 'bad'],
    ['held', 'held', held, 'warn'],
    ['approved', 'approved', totals.approved, 'good'],
    ['masked', 'masked', totals.masked, 'warn'],
    ['push', 'pushes', totals.pushes, ''],
    ['token', 'tokens', totals.tokens, ''],
  ]
  return el(
    'ul',
    { class: 'tiles', 'aria-label': 'What happened' },
    all.map(([one, many, count, tone]) =>
      el(
        'li',
        { class: count > 0 ? tone : 'none' },
        el('strong', {}, count >= 1e6 ? `${(count / 1e6).toFixed(1)}M` : number(count)),
        el('span', {}, count === 1 ? one : many),
      ),
    ),
  )
}

function proof({ identity, policy, ...about }: PageMeta): HTMLElement {
  const facts: [string, string | number | undefined][] = [
    ['session', about.session],
    ['lines', number(about.lines)],
    ['head', `#${about.lines - 1} ${about.head}`],
    ['signed by', about.signer],
    ['repository id', identity?.repositoryId],
    ['commit', identity?.commit],
    ['policy digest', policy?.digest],
    ['guard', about.guard],
    ['command', about.command],
    ['exit code', about.exitCode],
  ]
  return el(
    'details',
    { class: 'proof' },
    el('summary', {}, 'What this record proves'),
    el(
      'ul',
      {},
      [about.stateSentence, about.coverageSentence, about.proof].map((sentence) =>
        el('li', {}, marked(sentence)),
      ),
    ),
    el(
      'dl',
      { class: 'facts' },
      facts.flatMap(([name, value]) =>
        value === undefined || value === ''
          ? []
          : [el('dt', {}, name), el('dd', {}, marked(String(value)))],
      ),
    ),
  )
}

const leftOutNote = ({ items, leftOut, refusedLeftOut }: PageMeta): string =>
  `This page holds ${number(items)} items; ${number(leftOut)} more (${refusedLeftOut || 'none'} of them refused or damaged) are in the recording. To see them: cursor-guard replay FILE`
