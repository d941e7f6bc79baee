import type { PageItem, PageMeta } from '../../core/recording/page/page-data.ts'
import { byId } from './element.ts'

export const meta: PageMeta = JSON.parse(byId('meta').textContent)
export const items: readonly PageItem[] = takeItems()

/** The data elements are removed once they are read: they hold everything a second time. */
function takeItems(): PageItem[] {
  const blocks = [...document.querySelectorAll('script.items')]
  const all = blocks.flatMap((block): PageItem[] => JSON.parse(block.textContent))
  for (const block of blocks) block.remove()
  return all
}
