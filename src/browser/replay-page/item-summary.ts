import type { PageItem } from '../../core/recording/page/page-data.ts'

/** Longest line below a title in the list, in characters. */
const maxSnippet = 240

/** Why it was refused, else the beginning of its text, else its facts: one line. */
export function snippetOf({ tags, body, facts, parts = [] }: PageItem): string {
  const verdict = parts.find(({ kind, tone }) => kind === 'verdict' && tone === 'bad')
  const reason = tags.includes('denied') ? verdict?.facts?.[0]?.[1] : undefined
  if (reason) return reason
  const text = body?.text ? body : parts.find((part) => part.body?.text)?.body
  if (text) return plainText(text)
  const said = (facts ?? []).slice(0, 3).map(([name, value]) => `${name} ${value}`)
  return said.join(' · ').slice(0, maxSnippet)
}

function plainText({ text, style }: { text: string; style: string }): string {
  const lines =
    style === 'diff'
      ? text.split('\n').filter((line) => /^[+-]/.test(line) && !/^(\+\+\+|---)/.test(line))
      : [text.slice(0, 400)]
  return lines
    .slice(0, 8)
    .join(' ')
    .replaceAll(/␛\[[0-9;?]*[A-Za-z]/g, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, maxSnippet)
}

/** What became of an item, in a word each with how it is meant. */
export function outcomesOf({ kind, tags, proven, parts = [] }: PageItem): [string, string][] {
  const outcomes: [string, string][] = []
  if (tags.includes('denied')) outcomes.push(['bad', 'denied'])
  if (tags.includes('held')) outcomes.push(['warn', 'held'])
  const approval = parts.findLast((part) => part.kind === 'approval')
  if (approval?.tone === 'good') outcomes.push(['good', 'approved'])
  if (tags.includes('finding') && kind !== 'finding') outcomes.push(['warn', 'secret'])
  if (proven === false) outcomes.push(['bad', 'unproven'])
  return outcomes
}

/** Everything about an item that a search looks at, in lower case. */
export function searchableText(item: PageItem): string {
  const parts = [item, ...(item.parts ?? [])]
  const texts = parts.flatMap(({ title, body, facts }) => [
    title,
    body?.text,
    ...(facts ?? []).flat(),
  ])
  return [...texts, item.call].join('\n').toLowerCase()
}
