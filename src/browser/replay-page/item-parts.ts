import type { PageItem, PagePart } from '../../core/recording/page/page-data.ts'
import { exactClock } from './clock.ts'
import { type Child, el } from './element.ts'
import { kindIcon } from './icon.ts'
import { judgement } from './judgement.ts'
import { marked } from './marked-text.ts'
import { textBody } from './text-body.ts'
import { view } from './view.ts'

/** What belongs to an item, each part with how long after its beginning it came. */
export const partViews = ({ parts = [], t }: PageItem): HTMLElement[] =>
  parts.map((part) => partView(part, t))

const partView = (part: PagePart, start: number): HTMLElement =>
  el(
    'article',
    { class: `part ${part.tone} kind-${part.kind}` },
    el(
      'h3',
      {},
      kindIcon(part.kind),
      el('span', {}, marked(part.title, view.query)),
      el('time', {}, `+${exactClock(Math.max(0, part.t - start))}`),
    ),
    factList(part.facts),
    judgement(part.tree),
    textBody(part.body),
  )

export function factList(facts: PageItem['facts']): Child {
  if (facts === undefined || facts.length === 0) return undefined
  const pairs = facts.flatMap(([name, value]) => [
    el('dt', {}, name),
    el('dd', {}, marked(value, view.query)),
  ])
  return el('dl', { class: 'facts' }, pairs)
}
