import type { PageItem } from '../../core/recording/page/page-data.ts'
import { chips } from './chips.ts'
import { exactClock } from './clock.ts'
import { conversation } from './conversation.ts'
import { type Child, el, present } from './element.ts'
import { isSpeech } from './find-conversation.ts'
import { icon, itemIcon } from './icon.ts'
import { factList, partViews } from './item-parts.ts'
import { judgement } from './judgement.ts'
import { marked } from './marked-text.ts'
import { plural } from './number-text.ts'
import { note, textBody } from './text-body.ts'
import { current, view } from './view.ts'

/** The right-hand side: everything about the selected item. */
export const detail = el('section', {
  class: 'detail',
  id: 'detail',
  'aria-label': 'Details',
  tabindex: '0',
})

export function drawDetail(): void {
  const item = current()
  if (item === undefined) {
    detail.replaceChildren(el('p', { class: 'empty' }, 'Nothing to show.'))
    return
  }
  const content = isSpeech(item) ? [conversation(item)] : whole(item)
  detail.replaceChildren(...present([head(item), damage(item), ...content]))
  detail.scrollTop = 0
  const selected = detail.querySelector<HTMLElement>('.turn.selected')
  if (selected !== null) {
    detail.scrollTop = Math.max(0, selected.offsetTop - detail.offsetTop - 90)
  }
}

function head(item: PageItem): HTMLElement {
  return el(
    'div',
    { class: `detail-head ${item.tone} kind-${item.kind}` },
    el('span', { class: 'bullet' }, itemIcon(item)),
    el(
      'div',
      {},
      el('h2', {}, marked(item.title, view.query)),
      el(
        'p',
        { class: 'place' },
        placeOf(item).map(([text, title]) => el('span', { title }, marked(text))),
      ),
    ),
    chips(item),
  )
}

/** Where it stands in the recording and when it was, each with what that means. */
function placeOf({ seq, t, until = t, run, call }: PageItem): [text: string, meaning: string][] {
  const place: [string, string][] = [
    [`#${seq}`, `line ${seq + 1} of the recording`],
    [exactClock(t), 'since the session began'],
  ]
  if (until > t) place.push([`took ${exactClock(until - t)}`, 'until its last part'])
  if (run) place.push([`run ${run.slice(0, 14)}`, run])
  if (call) place.push([`call ${call.slice(0, 14)}`, call])
  return place
}

function damage({ damage }: PageItem): Child {
  if (!damage) return undefined
  const text = ['The record is broken from here on: ', ...marked(damage)]
  return el('p', { class: 'alarm' }, icon('limit'), text)
}

function whole(item: PageItem): Child[] {
  const { facts, tree, body, partsLeftOut } = item
  return [
    factList(facts),
    judgement(tree),
    ...textBody(body),
    ...partViews(item),
    partsLeftOut
      ? note(`${plural(partsLeftOut, 'further part')} of this call are in the recording.`)
      : undefined,
  ]
}
