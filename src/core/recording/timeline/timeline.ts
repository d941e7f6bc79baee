import type { Verification } from '../chain.ts'
import type { DescribedEntry, DescribedText, Tone } from './described-entry.ts'

/** What a reader sees as one thing: an answer in one piece, a tool call with all that belongs to it. */
export interface TimelineItem extends DescribedEntry {
  /** When its last part happened, in milliseconds since the session began. */
  until: number
  /** Verdict, approval, output, diff, result and findings, in order. */
  parts: DescribedEntry[]
  /** Parts beyond the cap; they are in the recording. */
  partsLeftOut: number
}

export interface TimelineLimits {
  /** Longest text of one item, and of all its parts together, in characters. */
  maxTextCharacters: number
  /** Parts kept of one item. */
  maxParts: number
  /** Items that can still get parts; the oldest one is handed over when there are more. */
  maxOpenItems: number
}

/** An item that can still get parts, and under which names it is found. */
interface OpenItem {
  item: TimelineItem
  keys: string[]
  partCharacters: number
}

const defaults: TimelineLimits = { maxTextCharacters: 65_536, maxParts: 200, maxOpenItems: 128 }

/**
 * Puts entries together into what a person reads, in the order in which things began.
 *
 * Pieces of one answer become one text. Whatever names a call joins that call; a verdict or a finding
 * about a prompt or an answer joins it. Memory is bounded by the limits, not by the recording.
 */
export async function* timeline(
  entries: AsyncGenerator<DescribedEntry, Verification>,
  limits: Partial<TimelineLimits> = {},
): AsyncGenerator<TimelineItem, Verification> {
  const grouping = createGrouping({ ...defaults, ...limits })
  for (;;) {
    const step = await entries.next()
    if (step.done === true) {
      yield* grouping.rest()
      return step.value
    }
    yield* grouping.add(step.value)
  }
}

function createGrouping(limits: TimelineLimits) {
  const open: OpenItem[] = []
  const places = new Map<string, OpenItem>()

  const register = (target: OpenItem, keys: string[]): void => {
    for (const key of keys) {
      places.set(key, target)
      target.keys.push(key)
    }
  }
  const take = (): TimelineItem[] => {
    const oldest = open.shift()
    if (oldest === undefined) return []
    for (const key of oldest.keys) if (places.get(key) === oldest) places.delete(key)
    return [oldest.item]
  }
  const begin = (entry: DescribedEntry): void => {
    const target = { item: itemOf(entry), keys: [], partCharacters: 0 }
    register(target, keysOf(entry))
    open.push(target)
  }
  const join = (entry: DescribedEntry): boolean => {
    if (entry.damage !== undefined) return false
    const target = places.get(placeOf(entry))
    if (target === undefined) return false
    if (isContinuation(entry, target.item)) continueText(target.item, entry, limits)
    else if (isPartOf(entry, target.item)) addPart(target, entry, limits)
    else if (isHeadOf(entry, target.item)) register(behead(target, entry), keysOf(entry))
    else return false
    return true
  }
  return {
    add(entry: DescribedEntry): TimelineItem[] {
      if (join(entry)) return []
      begin(entry)
      return open.length > limits.maxOpenItems ? take() : []
    },
    *rest(): Generator<TimelineItem> {
      while (open.length > 0) yield* take()
    },
  }
}

/** Where an entry looks for the item it may belong to: its call, else what its run does now. */
function placeOf({ run = '', call }: DescribedEntry): string {
  return call === undefined ? `run ${run}` : `call ${run} ${call}`
}

/** A tool call is found by its call, and is what its run does now. */
function keysOf(entry: DescribedEntry): string[] {
  if (entry.run === undefined && entry.call === undefined) return []
  if (entry.call === undefined || entry.run === undefined) return [placeOf(entry)]
  return [placeOf(entry), `run ${entry.run}`]
}

const isText = (kind: DescribedEntry['kind']): boolean =>
  kind === 'prompt' || kind === 'response' || kind === 'thinking'

function isContinuation(entry: DescribedEntry, item: TimelineItem): boolean {
  if (entry.call !== undefined || entry.kind !== item.kind) return false
  return entry.kind === 'response' || entry.kind === 'thinking'
}

function isPartOf(entry: DescribedEntry, item: TimelineItem): boolean {
  if (entry.call !== undefined) return !isAction(entry.kind)
  if (entry.kind === 'usage') return isText(item.kind)
  return entry.about === undefined ? false : entry.about === item.kind
}

/** What a call is about; verdicts and results are parts of it. */
const isAction = (kind: DescribedEntry['kind']): boolean =>
  kind === 'tool-call' || kind === 'push' || kind === 'process'

/**
 * A finding is written before what it was found in, and a push once it is over: that, when it comes,
 * is the head.
 */
function isHeadOf(entry: DescribedEntry, item: TimelineItem): boolean {
  if (isAction(entry.kind)) return !isAction(item.kind) && entry.call === item.call
  return isText(entry.kind) && item.about === entry.kind && !isText(item.kind)
}

function itemOf(entry: DescribedEntry): TimelineItem {
  return { ...entry, until: entry.t, parts: [], partsLeftOut: 0 }
}

function behead(target: OpenItem, head: DescribedEntry): OpenItem {
  const { until: _until, parts, partsLeftOut, ...former } = target.item
  const item = { ...itemOf(head), parts: [former, ...parts], partsLeftOut, t: former.t }
  for (const part of item.parts) absorb(item, part)
  target.item = item
  return target
}

function addPart(target: OpenItem, entry: DescribedEntry, limits: TimelineLimits): void {
  const { item } = target
  absorb(item, entry)
  const last = item.parts.at(-1)
  const length = entry.body?.text.length ?? 0
  const fits = target.partCharacters + length <= limits.maxTextCharacters
  if (last !== undefined && entry.kind === 'command-output' && last.title === entry.title) {
    if (last.body !== undefined && entry.body !== undefined) {
      last.body = joined(last.body, entry.body, fits ? length : 0)
    }
  } else if (item.parts.length >= limits.maxParts) {
    item.partsLeftOut += 1
    return
  } else {
    item.parts.push(fits ? { ...entry } : withoutText(entry))
  }
  if (fits) target.partCharacters += length
}

function continueText(item: TimelineItem, entry: DescribedEntry, limits: TimelineLimits): void {
  absorb(item, entry)
  if (entry.body === undefined) return
  const room = limits.maxTextCharacters - (item.body?.text.length ?? 0)
  item.body = item.body === undefined ? entry.body : joined(item.body, entry.body, room)
}

/** What a part says about the whole: later, worse, and found by its tags too. */
function absorb(item: TimelineItem, entry: DescribedEntry): void {
  item.until = Math.max(item.until, entry.t)
  item.tone = worse(item.tone, entry.tone)
  item.tags = [...new Set([...item.tags, ...entry.tags])]
  item.proven &&= entry.proven
}

const tones: readonly Tone[] = ['plain', 'good', 'warn', 'bad']
const worse = (a: Tone, b: Tone): Tone => (tones.indexOf(a) >= tones.indexOf(b) ? a : b)

function joined(first: DescribedText, next: DescribedText, room: number): DescribedText {
  const added = first.cut ? '' : next.text.slice(0, Math.max(0, room))
  return {
    ...first,
    text: first.text + added,
    bytes: first.bytes + next.bytes,
    cut: first.cut || next.cut || added.length < next.text.length,
  }
}

function withoutText(entry: DescribedEntry): DescribedEntry {
  if (entry.body === undefined) return { ...entry }
  return { ...entry, body: { ...entry.body, text: '', cut: true } }
}
