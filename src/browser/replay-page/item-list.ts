import { chips } from './chips.ts'
import { clock } from './clock.ts'
import { el } from './element.ts'
import { itemIcon } from './icon.ts'
import { snippetOf } from './item-summary.ts'
import { marked } from './marked-text.ts'
import { itemAt, select, view } from './view.ts'

const rowHeight = 60
/** Rows that exist above and below those in sight. */
const spare = 6

const rows = el('div', { class: 'rows', role: 'presentation' })
/** A list of any length of which only the rows in sight exist. */
export const list = el(
  'div',
  { class: 'list', id: 'list', role: 'listbox', tabindex: '0', 'aria-label': 'Timeline' },
  rows,
)
export const empty = el('p', { class: 'empty', hidden: true }, 'Nothing matches the filter.')

export function drawList(): void {
  const { shown, at } = view
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare)
  const last = Math.min(
    shown.length,
    Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare,
  )
  rows.style.height = `${shown.length * rowHeight}px`
  const drawn: HTMLElement[] = []
  for (let place = first; place < last; place += 1) drawn.push(...row(place))
  rows.replaceChildren(...drawn)
  empty.hidden = shown.length > 0
  if (at >= first && at < last) list.setAttribute('aria-activedescendant', `row-${at}`)
  else list.removeAttribute('aria-activedescendant')
}

/** Scrolls so that the selected row is in sight, with one beside it where there is room. */
export function reveal(): void {
  const top = view.at * rowHeight
  const margin = Math.min(rowHeight, list.clientHeight / 4)
  if (top < list.scrollTop + margin) list.scrollTop = top - margin
  else if (top + rowHeight > list.scrollTop + list.clientHeight - margin) {
    list.scrollTop = top + rowHeight + margin - list.clientHeight
  }
}

function row(place: number): HTMLElement[] {
  const item = itemAt(place)
  if (item === undefined) return []
  const isSelected = place === view.at
  const isFuture = view.started && place > view.at
  const states = [isSelected ? 'selected' : '', isFuture ? 'future' : '']
  const element = el(
    'div',
    {
      class: ['row', item.tone, `kind-${item.kind}`, ...states].join(' '),
      id: `row-${place}`,
      role: 'option',
      'aria-selected': isSelected ? 'true' : 'false',
      'aria-setsize': view.shown.length,
      'aria-posinset': place + 1,
    },
    el('time', {}, clock(item.t)),
    el('span', { class: 'bullet' }, itemIcon(item)),
    el(
      'span',
      { class: 'words' },
      el('span', { class: 'title' }, marked(item.title, view.query)),
      el('span', { class: 'snippet' }, marked(snippetOf(item), view.query)),
    ),
    chips(item),
  )
  element.style.top = `${place * rowHeight}px`
  return [element]
}

let isDrawing = false
function redrawSoon(): void {
  if (isDrawing) return
  isDrawing = true
  requestAnimationFrame(() => {
    isDrawing = false
    drawList()
  })
}
list.addEventListener('scroll', redrawSoon)
rows.addEventListener('click', (event) => {
  // A row that was drawn anew between press and release gets no click; the list around it does.
  const place = Math.floor((event.clientY - rows.getBoundingClientRect().top) / rowHeight)
  if (place >= 0 && place < view.shown.length) select(place)
})
new ResizeObserver(redrawSoon).observe(list)
