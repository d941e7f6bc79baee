import type { Tag } from '../../core/recording/page/page-data.ts'
import { items, meta } from './data.ts'
import { el } from './element.ts'
import { icon } from './icon.ts'
import { searchableText } from './item-summary.ts'
import { number, plural } from './number-text.ts'
import { show, view } from './view.ts'

const tagNames: Record<Tag, string> = {
  prompt: 'Prompts',
  answer: 'Answers',
  thinking: 'Thinking',
  tool: 'Tools',
  push: 'Pushes',
  network: 'Network',
  finding: 'Secrets',
  denied: 'Denied',
  held: 'Held',
  approval: 'Approvals',
  gap: 'Gaps',
  note: 'Notes',
}
/** A search begins when nothing was typed for so long, in milliseconds. */
const searchDelay = 120

const counts = new Map<Tag, number>()
for (const { tags } of items) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)

const filterButtons = meta.tags.flatMap((tag) => {
  const count = counts.get(tag)
  return count === undefined ? [] : [filterButton(tag, count)]
})

export const search = el('input', {
  id: 'search',
  type: 'search',
  placeholder: 'Search the session ( / )',
  'aria-label': 'Search the session',
  autocomplete: 'off',
  spellcheck: 'false',
  maxlength: '200',
})
const matches = el('output', { class: 'matches', for: 'search' })

let searchTimer: number | undefined
search.addEventListener('input', () => {
  clearTimeout(searchTimer)
  searchTimer = setTimeout(() => {
    view.query = search.value.trim().toLowerCase()
    applyFilter()
  }, searchDelay)
})

export const filters = el(
  'div',
  { class: 'filters', role: 'group', 'aria-label': 'Filter' },
  el('div', { class: 'tags' }, filterButtons),
  el('label', { class: 'search' }, icon('search'), search, matches),
)

function filterButton(tag: Tag, count: number): HTMLElement {
  const button: HTMLElement = el(
    'button',
    {
      class: `filter tag-${tag}`,
      'aria-pressed': 'false',
      'data-tag': tag,
      onclick() {
        if (!view.tags.delete(tag)) view.tags.add(tag)
        button.setAttribute('aria-pressed', String(view.tags.has(tag)))
        applyFilter()
      },
    },
    tagNames[tag],
    el('span', { class: 'count' }, number(count)),
  )
  return button
}

/** Shows what passes the filter, and stays at the same item, or at the next that passes. */
export function applyFilter(): void {
  const { tags, query } = view
  const before = view.shown[view.at] ?? 0
  const shown: number[] = []
  for (const [index, item] of items.entries()) {
    const isTagged = tags.size === 0 || item.tags.some((tag) => tags.has(tag))
    if (isTagged && (query === '' || searchableText(item).includes(query))) shown.push(index)
  }
  matches.textContent =
    shown.length === items.length
      ? plural(items.length, 'item')
      : `${number(shown.length)} of ${number(items.length)}`
  const next = shown.findIndex((index) => index >= before)
  show(shown, next === -1 ? shown.length - 1 : next)
}

export function resetFilter(): void {
  view.tags.clear()
  view.query = ''
  search.value = ''
  for (const button of filterButtons) button.setAttribute('aria-pressed', 'false')
  applyFilter()
}
