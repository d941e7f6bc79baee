import type { PageItem } from '../../core/recording/page/page-data.ts'
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
/** The rows that exist, each under what it shows. */
let drawn = new Map<string, HTMLElement>()
export const empty = el('p', { class: 'empty', hidden: true }, 'Nothing matches the filter.')

export function drawList(): void {
  const { shown, at } = view
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare)
  const last = Math.min(
    shown.length,
    Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare,
  )
  rows.style.height = `${shown.length * rowHeight}px`
  const before = drawn
  drawn = new Map()
  for (let place = first; place < last; place += 1) {
    const item = itemAt(place)
    if (item === undefined) continue
    const key = `${place} of ${shown.length}: ${item.seq} ${view.query}`
    const element = before.get(key) ?? row(place, item)
    showState(element, place, item)
    drawn.set(key, element)
  }
  // A row that stays is not touched: one that is replaced under a pressed button gets no click.
  for (const [key, element] of before) if (!drawn.has(key)) element.remove()
  for (const [index, element] of [...drawn.values()].entries()) {
    if (rows.children[index] !== element) rows.insertBefore(element, rows.children[index] ?? null)
  }
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

function row(place: number, item: PageItem): HTMLElement {
  const element = el(
    'div',
    {
      id: `row-${place}`,
      role: 'option',
      'aria-setsize': view.shown.length,
      'aria-posinset': place + 1,
      onclick: () => select(place),
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
  return element
}

function showState(element: HTMLElement, place: number, item: PageItem): void {
  const isSelected = place === view.at
  const isFuture = view.started && place > view.at
  const states = [isSelected ? 'selected' : '', isFuture ? 'future' : '']
  element.className = ['row', item.tone, `kind-${item.kind}`, ...states].join(' ')
  element.setAttribute('aria-selected', isSelected ? 'true' : 'false')
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
new ResizeObserver(redrawSoon).observe(list)
