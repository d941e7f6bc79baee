/** The timeline: a list of any length of which only the rows in sight exist. */
export const listScript = String.raw`
const rowHeight = 60
const spare = 6
const rowsBox = el('div', { class: 'rows', role: 'presentation' })
const list = el('div', {
  class: 'list', id: 'list', role: 'listbox', tabindex: '0', 'aria-label': 'Timeline',
}, rowsBox)
const empty = el('p', { class: 'empty', hidden: true }, 'Nothing matches the filter.')

const plainText = (body) => {
  const lines = body.style === 'diff'
    ? body.text.split('\n').filter((line) => /^[+-]/.test(line) && !/^(\+\+\+|---)/.test(line))
    : [body.text.slice(0, 400)]
  return lines.slice(0, 8).join(' ').replaceAll(/␛\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/\s+/g, ' ').slice(0, 240)
}
const snippetOf = (item) => {
  const parts = item.parts ?? []
  const refused = item.tags.includes('denied') && parts.find((part) => part.kind === 'verdict')?.facts?.[0]?.[1]
  if (refused) return refused
  const body = item.body?.text ? item.body : parts.find((part) => part.body?.text)?.body
  if (body) return plainText(body)
  return (item.facts ?? []).slice(0, 3).map(([name, value]) => name + ' ' + value).join(' · ').slice(0, 240)
}

const outcomeOf = (item) => {
  const chips = []
  if (item.tags.includes('denied')) chips.push(['bad', 'denied'])
  if (item.tags.includes('held')) chips.push(['warn', 'held'])
  const approval = (item.parts ?? []).findLast((part) => part.kind === 'approval')
  if (approval?.tone === 'good') chips.push(['good', 'approved'])
  if (item.tags.includes('finding') && item.kind !== 'finding') chips.push(['warn', 'secret'])
  if (item.proven === false) chips.push(['bad', 'unproven'])
  return chips.map(([tone, text]) => el('span', { class: 'chip ' + tone }, text))
}

const row = (position) => {
  const item = items[state.view[position]]
  const selected = position === state.at
  const future = state.started && position > state.at
  const element = el('div', {
    class: ['row', item.tone, 'kind-' + item.kind, selected ? 'selected' : '', future ? 'future' : ''].join(' '),
    id: 'row-' + position, role: 'option', 'aria-selected': selected ? 'true' : 'false',
    'aria-setsize': state.view.length, 'aria-posinset': position + 1,
    onclick: () => select(position),
  },
    el('time', {}, clock(item.t)),
    el('span', { class: 'bullet' }, iconOf(item)),
    el('span', { class: 'words' },
      el('span', { class: 'title' }, ...marked(item.title, state.query)),
      el('span', { class: 'snippet' }, ...marked(snippetOf(item), state.query))),
    el('span', { class: 'chips' }, outcomeOf(item)))
  element.style.top = position * rowHeight + 'px'
  return element
}

const drawList = () => {
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare)
  const last = Math.min(state.view.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare)
  rowsBox.style.height = state.view.length * rowHeight + 'px'
  const rows = []
  for (let position = first; position < last; position += 1) rows.push(row(position))
  rowsBox.replaceChildren(...rows)
  empty.hidden = state.view.length > 0
  if (state.at >= first && state.at < last) list.setAttribute('aria-activedescendant', 'row-' + state.at)
  else list.removeAttribute('aria-activedescendant')
}

const reveal = () => {
  const top = state.at * rowHeight
  const margin = Math.min(rowHeight, list.clientHeight / 4)
  if (top < list.scrollTop + margin) list.scrollTop = top - margin
  else if (top + rowHeight > list.scrollTop + list.clientHeight - margin) {
    list.scrollTop = top + rowHeight + margin - list.clientHeight
  }
}

let drawing = false
const redrawSoon = () => {
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    drawList()
  })
}
list.addEventListener('scroll', redrawSoon)
new ResizeObserver(redrawSoon).observe(list)

const tagCounts = new Map()
for (const item of items) for (const tag of item.tags) tagCounts.set(tag, (tagCounts.get(tag) ?? 0) + 1)

const filterButtons = meta.tags.filter((tag) => tagCounts.has(tag)).map((tag) =>
  el('button', {
    class: 'filter tag-' + tag, 'aria-pressed': 'false', 'data-tag': tag,
    onclick: (event) => {
      if (!state.tags.delete(tag)) state.tags.add(tag)
      event.currentTarget.setAttribute('aria-pressed', String(state.tags.has(tag)))
      applyFilter()
    },
  }, tagNames[tag] ?? tag, el('span', { class: 'count' }, number(tagCounts.get(tag)))))

const search = el('input', {
  id: 'search', type: 'search', placeholder: 'Search the session ( / )', 'aria-label': 'Search the session',
  autocomplete: 'off', spellcheck: 'false', maxlength: '200',
})
const matches = el('output', { class: 'matches', for: 'search' })
let searchTimer
search.addEventListener('input', () => {
  clearTimeout(searchTimer)
  searchTimer = setTimeout(() => {
    state.query = search.value.trim().toLowerCase()
    applyFilter()
  }, 120)
})

const applyFilter = () => {
  const before = state.view[state.at] ?? 0
  const wanted = (item) =>
    (state.tags.size === 0 || item.tags.some((tag) => state.tags.has(tag))) &&
    (state.query === '' || searchable(item).includes(state.query))
  state.view = []
  for (const [index, item] of items.entries()) if (wanted(item)) state.view.push(index)
  const next = state.view.findIndex((index) => index >= before)
  const filtered = state.view.length !== items.length
  matches.textContent = filtered ? number(state.view.length) + ' of ' + number(items.length) : plural(items.length, 'item')
  drawMarks()
  select(next === -1 ? Math.max(0, state.view.length - 1) : next)
}
`
