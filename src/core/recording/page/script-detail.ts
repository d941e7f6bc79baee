/** The right-hand side: everything about the selected item. */
export const detailScript = String.raw`
const detail = el('section', { class: 'detail', id: 'detail', 'aria-label': 'Details', tabindex: '0' })

const size = (bytes) => bytes >= 1 << 20 ? (bytes / (1 << 20)).toFixed(1) + ' MiB'
  : bytes >= 1024 ? (bytes / 1024).toFixed(1) + ' KiB' : plural(bytes, 'byte')

const cutNote = (body) => body.cut
  ? el('p', { class: 'note' }, 'Only the beginning of ' + size(body.bytes) + ' is shown; the rest is ' +
      (body.blob ? 'in blobs/' + body.blob : 'in the recording') + '.')
  : undefined

const maxDiffLines = 5000
const diffView = (body) => {
  const all = body.text.replace(/\n$/, '').split('\n')
  const lines = all.slice(0, maxDiffLines).map((line) => {
    const kind = line.startsWith('@@') ? 'at' : /^(\+\+\+|---) /.test(line) ? 'file'
      : line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : ''
    return el('span', { class: 'line ' + kind }, ...marked(line, state.query), '\n')
  })
  const count = (sign) => all.filter((line) => line.startsWith(sign) && !line.startsWith(sign + sign + sign)).length
  return [
    el('p', { class: 'counts' }, el('span', { class: 'plus' }, '+' + count('+')), ' ', el('span', { class: 'minus' }, '−' + count('-'))),
    el('pre', { class: 'diff', tabindex: '0' }, el('code', {}, lines)),
    all.length > maxDiffLines ? el('p', { class: 'note' }, number(all.length - maxDiffLines) + ' more lines are in the recording.') : undefined,
  ]
}

const bodyView = (body) => {
  if (!body || (body.text === '' && !body.cut)) return []
  const text = body.style === 'diff' ? diffView(body)
    : body.style === 'prose' ? [el('div', { class: 'prose' }, ...prose(body.text, state.query))]
    : [el('pre', { class: body.style, tabindex: '0' }, el('code', {}, ...marked(body.text, state.query)))]
  return [...text, cutNote(body)]
}

const factsView = (facts) => facts && facts.length > 0
  ? el('dl', { class: 'facts' }, facts.flatMap(([name, value]) =>
      [el('dt', {}, name), el('dd', {}, ...marked(value, state.query))]))
  : undefined

const treeView = (tree) => {
  if (!tree) return undefined
  const matched = tree.filter((rule) => rule.matched).length
  return el('details', { class: 'tree', open: true },
    el('summary', {}, 'How it was judged', el('span', { class: 'dim' }, ' ' + matched + ' of ' + plural(tree.length, 'rule') + ' matched')),
    el('ol', {}, tree.map((rule) => el('li', { class: rule.matched ? 'matched' : 'unmatched' },
      el('div', { class: 'rule' },
        el('span', { class: 'outcome ' + (rule.matched ? 'yes' : 'no') }, icon(rule.matched ? 'check' : 'cross')),
        el('strong', {}, ...marked(rule.rule)),
        el('span', { class: 'chip ' + ({ deny: 'bad', hold: 'warn', mask: 'warn', warn: 'warn' }[rule.then] ?? 'good') }, rule.then),
        el('span', { class: 'dim' }, rule.source)),
      rule.reason ? el('p', { class: 'reason' }, ...marked(rule.reason)) : undefined,
      rule.conditions.length === 0 ? undefined : el('div', { class: 'scroll' }, el('table', {},
        el('thead', {}, el('tr', {}, ['', 'condition', 'expected', 'found'].map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, rule.conditions.map((condition) => el('tr', { class: 'is-' + condition.outcome },
          el('td', {}, condition.outcome), el('td', {}, el('code', {}, ...marked(condition.key))),
          el('td', {}, ...marked(condition.expected)), el('td', {}, ...marked(condition.actual)))))))))))
}

const partView = (part, start) => el('article', { class: 'part ' + part.tone + ' kind-' + part.kind },
  el('h3', {}, icon(part.kind), el('span', {}, ...marked(part.title, state.query)),
    el('time', {}, '+' + exactClock(Math.max(0, part.t - start)))),
  factsView(part.facts), treeView(part.tree), bodyView(part.body))

/** What else belongs to the conversation of a prompt or an answer. */
const maxConversation = 60
const conversationOf = (item) => {
  const index = items.indexOf(item)
  if (item.run === undefined) return { index, before: undefined, after: [] }
  let start = index
  while (start >= 0 && index - start < 2000 && !(items[start].kind === 'prompt' && items[start].run === item.run)) start -= 1
  const prompt = start >= 0 && items[start]?.kind === 'prompt' && items[start].run === item.run ? start : undefined
  const after = []
  for (let at = (prompt ?? index) + 1; at < items.length && at - index < 2000 && after.length < maxConversation; at += 1) {
    if (items[at].kind === 'prompt' && items[at].run === item.run) break
    if (items[at].run === item.run) after.push(at)
  }
  return { index, prompt, after }
}

const go = (index) => {
  const position = state.view.indexOf(index)
  if (position !== -1) return select(position)
  resetFilter()
  select(index)
}

const turnView = (index, selected) => {
  const item = items[index]
  const speech = item.kind === 'prompt' || item.kind === 'response' || item.kind === 'thinking'
  if (!speech) {
    return el('button', { class: 'turn step ' + item.tone, onclick: () => go(index) },
      iconOf(item), el('span', {}, ...marked(item.title)), el('span', { class: 'chips' }, outcomeOf(item)), el('time', {}, clock(item.t)))
  }
  const name = { prompt: 'Prompt', response: 'Answer', thinking: 'Thinking' }[item.kind]
  const head = [icon(item.kind), el('span', {}, ...marked(name)), el('time', {}, clock(item.t))]
  const content = [...bodyView(item.body), ...(selected ? (item.parts ?? []).map((part) => partView(part, item.t)) : [])]
  const options = { class: 'turn ' + item.kind + (selected ? ' selected' : '') }
  if (item.kind === 'thinking' && !selected) return el('details', options, el('summary', {}, head), content)
  return el('article', options, el('h3', {}, head), content)
}

const conversationView = (item) => {
  const { index, prompt, after } = conversationOf(item)
  const turns = [...(prompt === undefined ? [] : [prompt]), ...after]
  if (!turns.includes(index)) turns.push(index)
  return el('div', { class: 'conversation' }, turns.map((turn) => turnView(turn, turn === index)))
}

const drawDetail = () => {
  const item = current()
  if (item === undefined) {
    detail.replaceChildren(el('p', { class: 'empty' }, 'Nothing to show.'))
    return
  }
  const speech = item.kind === 'prompt' || item.kind === 'response' || item.kind === 'thinking'
  const took = (item.until ?? item.t) - item.t
  const place = [['#' + item.seq, 'line ' + (item.seq + 1) + ' of the recording'], [exactClock(item.t), 'since the session began'],
    ...(took > 0 ? [['took ' + exactClock(took), 'until its last part']] : []),
    ...(item.run ? [['run ' + item.run.slice(0, 14), item.run]] : []), ...(item.call ? [['call ' + item.call.slice(0, 14), item.call]] : [])]
  detail.replaceChildren(
    el('div', { class: 'detail-head ' + item.tone + ' kind-' + item.kind },
      el('span', { class: 'bullet' }, iconOf(item)),
      el('div', {}, el('h2', {}, ...marked(item.title, state.query)),
        el('p', { class: 'place' }, place.map(([text, title]) => el('span', { title }, ...marked(text))))),
      el('span', { class: 'chips' }, outcomeOf(item))),
    item.damage ? el('p', { class: 'alarm' }, icon('limit'), 'The record is broken from here on: ', ...marked(item.damage)) : '',
    ...(speech ? [conversationView(item)] : [
      factsView(item.facts) ?? '', treeView(item.tree) ?? '', ...bodyView(item.body).filter(Boolean),
      ...(item.parts ?? []).map((part) => partView(part, item.t)),
      item.partsLeftOut ? el('p', { class: 'note' }, plural(item.partsLeftOut, 'further part') + ' of this call are in the recording.') : '',
    ]))
  detail.scrollTop = 0
  const selected = detail.querySelector('.turn.selected')
  if (selected) detail.scrollTop = Math.max(0, selected.offsetTop - detail.offsetTop - 90)
}
`
