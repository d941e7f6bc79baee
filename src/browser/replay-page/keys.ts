import { el } from './element.ts'
import { resetFilter, search } from './filters.ts'
import { list } from './item-list.ts'
import { faster, nextNotable, step, toggle } from './player.ts'
import { toggleTheme } from './theme.ts'

const keyWords = [
  ['space', 'play or pause'],
  ['→ or j', 'next'],
  ['← or k', 'previous'],
  ['Home, End', 'first, last'],
  ['Page Up, Page Down', 'ten at a time'],
  ['n', 'next that was denied, held or masked'],
  ['+ and −', 'faster, slower'],
  ['/', 'search'],
  ['Escape', 'clear the filter'],
  ['t', 'light or dark'],
  ['?', 'these keys'],
]

export const help: HTMLDialogElement = el(
  'dialog',
  { id: 'help', 'aria-label': 'Keys' },
  el('h2', {}, 'Keys'),
  el(
    'dl',
    {},
    keyWords.flatMap(([key, does]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, does)]),
  ),
  el(
    'p',
    { class: 'dim' },
    'Playing keeps the recorded pace; a wait of more than 2 seconds is cut to 2.',
  ),
  el('button', { onclick: () => help.close() }, 'Close'),
)

const actions = new Map<string, () => void>([
  [' ', toggle],
  ['ArrowRight', () => step(1)],
  ['j', () => step(1)],
  ['ArrowDown', () => step(1)],
  ['ArrowLeft', () => step(-1)],
  ['k', () => step(-1)],
  ['ArrowUp', () => step(-1)],
  ['Home', () => step(-Infinity)],
  ['End', () => step(Infinity)],
  ['PageDown', () => step(10)],
  ['PageUp', () => step(-10)],
  ['n', nextNotable],
  ['+', () => faster(1)],
  ['=', () => faster(1)],
  ['-', () => faster(-1)],
  ['/', () => search.focus()],
  ['Escape', resetFilter],
  ['t', toggleTheme],
  ['?', () => help.showModal()],
])
/** Keys that scroll the details when they have the focus. */
const scrolls = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ' '])

export function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
  const { key, target } = event
  const within =
    target instanceof Element ? target.closest('input, select, button, summary, .detail') : null
  if (key === 'Escape' && within === search) {
    resetFilter()
    list.focus()
    return
  }
  const act = actions.get(key)
  if (act === undefined || (within !== null && isOwnKey(within, key))) return
  event.preventDefault()
  act()
}

/** Whether the element with the focus has a use of its own for the key. */
function isOwnKey(element: Element, key: string): boolean {
  if (element.matches('input[type=search], select')) return true
  if (element.matches('input')) return key.startsWith('Arrow')
  if (element.matches('button, summary')) return key === ' '
  return element.matches('.detail') && scrolls.has(key)
}
