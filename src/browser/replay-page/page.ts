// The script of the replay page. It runs in a browser, from a file, and makes elements and text nodes
// alone, never markup from strings. `npm run generate` bundles it into the core.
import { items } from './data.ts'
import { detail, drawDetail } from './detail.ts'
import { byId, el } from './element.ts'
import { applyFilter, filters } from './filters.ts'
import { header } from './header.ts'
import { drawList, empty, list, reveal } from './item-list.ts'
import { help, onKey } from './keys.ts'
import { drawMarks, drawPosition, player } from './player.ts'
import { toggleTheme } from './theme.ts'
import { current, onSelect, onShow, select } from './view.ts'

const live = el('p', { class: 'sr', 'aria-live': 'polite' })

onShow(drawMarks)
onSelect((announce) => {
  drawPosition()
  reveal()
  drawList()
  drawDetail()
  const item = current()
  if (item === undefined) return
  if (announce) live.textContent = item.title
  rememberItem(item.seq)
})

byId('app').append(
  header({ onTheme: toggleTheme, onHelp: () => help.showModal() }),
  player,
  filters,
  el('main', {}, el('div', { class: 'side' }, list, empty), detail),
  help,
  live,
)
document.addEventListener('keydown', onKey)

const wanted = /^#n=(\d+)$/.exec(location.hash)?.[1]
applyFilter()
const first = items.findIndex(({ seq, kind }) =>
  wanted === undefined ? kind === 'prompt' : seq >= Number(wanted),
)
if (first !== -1) select(first)
list.focus({ preventScroll: true })

/** Keeps the item in the address, where the browser lets a page from a file do that. */
function rememberItem(seq: number): void {
  try {
    history.replaceState(null, '', `#n=${seq}`)
  } catch {
    // Nothing is lost but the place after a reload.
  }
}
