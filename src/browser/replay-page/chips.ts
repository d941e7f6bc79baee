import type { PageItem } from '../../core/recording/page/page-data.ts'
import { el } from './element.ts'
import { outcomesOf } from './item-summary.ts'

export const chips = (item: PageItem): HTMLElement =>
  el(
    'span',
    { class: 'chips' },
    outcomesOf(item).map(([tone, text]) => el('span', { class: `chip ${tone}` }, text)),
  )
