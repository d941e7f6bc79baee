/** The head of the page: whose session it was, whether its record is whole, and what happened. */
export const headerScript = String.raw`
const badge = (tone, iconName, text, title) =>
  el('span', { class: 'badge ' + tone, title }, icon(iconName), text)

const proofBadge = () => {
  if (meta.state === 'broken') return badge('bad', 'cross', 'Broken', meta.stateSentence)
  if (meta.state === 'unsealed') return badge('warn', 'limit', 'Intact, unsealed', meta.stateSentence)
  const signed = meta.signed ? 'Intact, sealed, signed' : 'Intact, sealed, unsigned'
  return badge(meta.signed ? 'good' : 'plain', 'check', signed, meta.proof)
}

const shortCommit = (commit) => (/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 10) : commit)

const identityLine = () => {
  const { identity = {}, policy, mode, startedAt } = meta
  const facts = [
    ['workflow', identity.workflow],
    ['run', identity.run && identity.run + (identity.attempt ? '.' + identity.attempt : '')],
    ['job', identity.job],
    ['ref', identity.ref],
    ['commit', identity.commit && shortCommit(identity.commit)],
    ['actor', identity.actor],
    ['policy', policy && policy.source + ' (' + policy.enforcement + ')'],
    ['mode', mode],
    ['began', startedAt && startedAt.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC')],
  ]
  return el('dl', { class: 'identity' }, facts.filter(([, value]) => value).map(([name, value]) =>
    el('div', {}, el('dt', {}, name), el('dd', {}, ...marked(value)))))
}

const tiles = () => {
  const { totals } = meta
  const all = [
    [['prompt', 'prompts'], totals.prompts, ''],
    [['answer', 'answers'], totals.responses, ''],
    [['tool call', 'tool calls'], totals.toolCalls, ''],
    [['denied', 'denied'], totals.denied, 'bad'],
    [['held', 'held'], totals.held, 'warn'],
    [['approved', 'approved'], totals.approved, 'good'],
    [['masked', 'masked'], totals.masked, 'warn'],
    [['push', 'pushes'], totals.pushes, ''],
    [['token', 'tokens'], totals.tokens, ''],
  ]
  return el('ul', { class: 'tiles', 'aria-label': 'What happened' }, all.map(([[one, many], count, tone]) =>
    el('li', { class: count > 0 ? tone : 'none' },
      el('strong', {}, count >= 1e6 ? (count / 1e6).toFixed(1) + 'M' : number(count)), el('span', {}, count === 1 ? one : many))))
}

const header = () => {
  const repository = meta.identity?.repository
  const title = repository ?? meta.session ?? 'A recording without a session'
  document.title = title + ' · cursor-guard replay'
  const level = meta.level ? badge('plain', 'verdict', 'Level ' + meta.level, meta.coverageSentence) : undefined
  const whole = meta.coverage === 'complete'
  const proof = [meta.stateSentence, meta.coverageSentence, meta.proof]
  return el('header', {},
    el('div', { class: 'top' },
      el('div', { class: 'brand' }, icon('verdict'), el('span', {}, 'cursor-guard'), el('span', { class: 'dim' }, 'replay')),
      el('div', { class: 'badges' }, proofBadge(), level,
        badge(whole ? 'plain' : 'warn', whole ? 'check' : 'limit', 'Record ' + meta.coverage, meta.coverageSentence)),
      el('div', { class: 'tools' },
        el('button', { id: 'theme', class: 'quiet', title: 'Light or dark (t)', 'aria-label': 'Light or dark' }, icon('theme')),
        el('button', { id: 'help-button', class: 'quiet', title: 'Keys (?)', 'aria-label': 'Keys' }, icon('help')))),
    el('div', { class: 'about' }, el('h1', {}, ...marked(title)), tiles()),
    identityLine(),
    meta.state === 'broken' ? el('p', { class: 'alarm', role: 'alert' }, icon('limit'), ...marked(meta.stateSentence)) : undefined,
    el('details', { class: 'proof' },
      el('summary', {}, 'What this record proves'),
      el('ul', {}, proof.map((sentence) => el('li', {}, ...marked(sentence)))),
      el('dl', { class: 'facts' },
        ...[['session', meta.session], ['lines', number(meta.lines)], ['head', '#' + (meta.lines - 1) + ' ' + meta.head], ['signed by', meta.signer],
          ['repository id', meta.identity?.repositoryId], ['commit', meta.identity?.commit],
          ['policy digest', meta.policy?.digest], ['guard', meta.guard], ['command', meta.command],
          ['exit code', meta.exitCode]]
          .filter(([, value]) => value !== undefined && value !== '')
          .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, ...marked(String(value)))]))),
    meta.leftOut > 0
      ? el('p', { class: 'note' }, 'This page holds ' + number(meta.items) + ' items; ' + number(meta.leftOut) +
          ' more (' + (meta.refusedLeftOut || 'none') + ' of them refused or damaged) are in the recording. To see them: cursor-guard replay FILE')
      : undefined)
}
`
