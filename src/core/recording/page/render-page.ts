import { createHash } from 'node:crypto'
import type { Verification } from '../chain.ts'
import { coverageSentence, proofSentence, stateSentence } from '../proof.ts'
import { keyFingerprint } from '../signature.ts'
import { type DescribedEntry, tags } from '../timeline/described-entry.ts'
import type { TimelineItem } from '../timeline/timeline.ts'
import { safeJson, visible } from '../visible.ts'
import { pageScript } from './generated/page-script.ts'
import { pageStyle } from './generated/page-style.ts'
import type { PageItem, PageMeta, PagePart } from './page-data.ts'

export interface PageLimits {
  /** Items in the page; of more, only what was refused is shown, and the others are counted. */
  maxItems: number
  /** Data in the page, in characters. */
  maxCharacters: number
}

/** What became of a recording that was rendered. */
export interface RenderedPage {
  verification: Verification
  items: number
  leftOut: number
}

const defaults: PageLimits = { maxItems: 100_000, maxCharacters: 64 * 1_024 * 1_024 }
/** Items in one data element; the page parses one after the other. */
const itemsPerBlock = 500

/**
 * Renders a session as one self-contained page, in pieces, without holding it in memory.
 *
 * What was recorded stands in the page as JSON in elements that no browser executes, and reaches the
 * screen as text nodes alone. The policy in the page allows its own script and style, by hash, and
 * nothing else: no network, no other script, no markup made from strings.
 */
export async function* renderReplayPage(
  items: AsyncGenerator<TimelineItem, Verification>,
  limits: Partial<PageLimits> = {},
): AsyncGenerator<string, RenderedPage> {
  const { maxItems, maxCharacters } = { ...defaults, ...limits }
  let block: string[] = []
  let count = 0
  let characters = 0
  let leftOut = 0
  let refusedLeftOut = 0
  let denied = 0
  let held = 0
  let full = false
  let spare = maxCharacters / 8
  yield pageHead()
  for (;;) {
    const step = await items.next()
    if (step.done === true) {
      yield dataBlock(block)
      yield metaBlock(step.value, { items: count, leftOut, refusedLeftOut, denied, held })
      yield pageEnd
      return { verification: step.value, items: count, leftOut }
    }
    if (step.value.tags.includes('denied')) denied += 1
    if (step.value.tags.includes('held')) held += 1
    const item = characters > maxCharacters / 2 ? lean(step.value) : step.value
    const data = safeJson(compact(item))
    full ||= count >= maxItems || characters + data.length > maxCharacters
    // What was refused must not be pushed out of sight by a flood before it.
    const notable = item.tone === 'bad' && spare >= data.length
    if (full && !notable) {
      leftOut += 1
      if (item.tone === 'bad') refusedLeftOut += 1
      continue
    }
    if (full) spare -= data.length
    count += 1
    characters += data.length
    block.push(data)
    if (block.length < itemsPerBlock) continue
    yield dataBlock(block)
    block = []
  }
}

/** Longest text of an item once half of the page is used, in characters. */
const leanCharacters = 1_000

/** The same item with the beginnings of its texts alone. */
function lean(item: TimelineItem): TimelineItem {
  return { ...shortened(item), parts: item.parts.map(shortened) }
}

function shortened<T extends DescribedEntry>(entry: T): T {
  const { body } = entry
  if (body === undefined || body.text.length <= leanCharacters) return entry
  return { ...entry, body: { ...body, text: body.text.slice(0, leanCharacters), cut: true } }
}

function compact({ until, parts, partsLeftOut, proven, ...item }: TimelineItem): PageItem {
  return {
    ...item,
    ...(until === item.t ? {} : { until }),
    ...(parts.length === 0 ? {} : { parts: parts.map(compactPart) }),
    ...(partsLeftOut === 0 ? {} : { partsLeftOut }),
    ...(proven ? {} : { proven }),
  }
}

function compactPart({
  proven,
  run: _run,
  call: _call,
  tags: _tags,
  ...part
}: TimelineItem['parts'][number]): PagePart {
  return { ...part, ...(proven ? {} : { proven }) }
}

function dataBlock(items: string[]): string {
  if (items.length === 0) return ''
  return `<script type="application/json" class="items">[${items.join(',\n')}]</script>\n`
}

function metaBlock(
  verification: Verification,
  counts: Pick<PageMeta, 'items' | 'leftOut' | 'refusedLeftOut' | 'denied' | 'held'>,
): string {
  const { state, session, signature, seal, totals } = verification
  const meta: PageMeta = {
    state,
    stateSentence: stateSentence(verification),
    proof: proofSentence(verification, 'not asked'),
    coverage: verification.coverage?.state ?? 'partial',
    coverageSentence: coverageSentence(verification),
    signed: signature.state === 'valid',
    ...(signature.key === undefined ? {} : { signer: keyFingerprint(signature.key) }),
    lines: verification.count,
    head: verification.head,
    totals,
    tags,
    ...counts,
    ...(seal?.exitCode === undefined ? {} : { exitCode: seal.exitCode }),
    ...(session === undefined
      ? {}
      : {
          session: visible(session.session),
          startedAt: visible(session.startedAt),
          guard: visible(session.guard),
          mode: session.mode,
          level: verification.coverage?.level ?? session.level,
          identity: visibleRecord(session.identity),
          policy: visibleRecord({
            source: session.policy.source,
            digest: session.policy.digest,
            enforcement: session.policy.enforcement,
          }),
          command: visible((session.command ?? []).join(' ')),
        }),
  }
  return `<script type="application/json" id="meta">${safeJson(meta)}</script>\n`
}

function visibleRecord(record: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [visible(name), visible(String(value))]),
  )
}

const cspHash = (source: string): string =>
  `'sha256-${createHash('sha256').update(source).digest('base64')}'`

const pageHead = (): string => {
  const policy = [
    `default-src 'none'`,
    `script-src ${cspHash(pageScript)}`,
    `style-src ${cspHash(pageStyle)}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`,
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>cursor-guard replay</title>
<style>${pageStyle}</style>
</head>
<body>
<noscript>This page plays a recorded session and needs its own script. The recording itself can be read with: cursor-guard replay FILE</noscript>
<div id="app"></div>
`
}

const pageEnd = `<script>${pageScript}</script>
</body>
</html>
`
