import type { PageItem } from '../../core/recording/page/page-data.ts'
import { chips } from './chips.ts'
import { clock } from './clock.ts'
import { items } from './data.ts'
import { el } from './element.ts'
import { resetFilter } from './filters.ts'
import { findConversation, isSpeech } from './find-conversation.ts'
import { itemIcon, kindIcon } from './icon.ts'
import { partViews } from './item-parts.ts'
import { marked } from './marked-text.ts'
import { textBody } from './text-body.ts'
import { select, view } from './view.ts'

const speechNames: Partial<Record<PageItem['kind'], string>> = {
  prompt: 'Prompt',
  response: 'Answer',
  thinking: 'Thinking',
}

/** A prompt, an answer or a thought among what was said and done around it. */
export function conversation(item: PageItem): HTMLElement {
  const selected = items.indexOf(item)
  const turns = findConversation(items, selected).flatMap((index) => {
    const turn = items[index]
    if (turn === undefined) return []
    return [isSpeech(turn) ? speech(turn, index === selected) : step(turn, index)]
  })
  return el('div', { class: 'conversation' }, turns)
}

function speech(item: PageItem, isSelected: boolean): HTMLElement {
  const { kind, body, t } = item
  const head = [
    kindIcon(kind),
    el('span', {}, marked(speechNames[kind] ?? '')),
    el('time', {}, clock(t)),
  ]
  const content = [...textBody(body), ...(isSelected ? partViews(item) : [])]
  const attributes = { class: `turn ${kind}${isSelected ? ' selected' : ''}` }
  if (kind === 'thinking' && !isSelected) {
    return el('details', attributes, el('summary', {}, head), content)
  }
  return el('article', attributes, el('h3', {}, head), content)
}

const step = (item: PageItem, index: number): HTMLElement =>
  el(
    'button',
    { class: `turn step ${item.tone}`, onclick: () => go(index) },
    itemIcon(item),
    el('span', {}, marked(item.title)),
    chips(item),
    el('time', {}, clock(item.t)),
  )

/** Selects an item, which the filter may have hidden. */
function go(index: number): void {
  const place = view.shown.indexOf(index)
  if (place === -1) resetFilter()
  select(place === -1 ? index : place)
}
