import type { PageItem } from '../../core/recording/page/page-data.ts'

/** What of a conversation is shown beside its first item. */
const maxTurns = 60
/** How far from the item it is looked for, in items. */
const maxDistance = 2_000

/**
 * The items of the same run that belong together with the one at `index`: the prompt before it and
 * what came until the next one. Always holds `index` itself.
 */
export function findConversation(items: readonly PageItem[], index: number): number[] {
  const run = items[index]?.run
  if (run === undefined) return [index]
  const isPrompt = (at: number) => items[at]?.kind === 'prompt' && items[at]?.run === run
  let prompt = index
  while (prompt >= 0 && index - prompt < maxDistance && !isPrompt(prompt)) prompt -= 1
  const first = isPrompt(prompt) ? prompt : index
  const turns = [first]
  for (let at = first + 1; at < items.length && at - index < maxDistance; at += 1) {
    if (turns.length > maxTurns || isPrompt(at)) break
    if (items[at]?.run === run) turns.push(at)
  }
  return turns.includes(index) ? turns : [...turns, index]
}

export const isSpeech = ({ kind }: PageItem): boolean =>
  kind === 'prompt' || kind === 'response' || kind === 'thinking'
