import type { Verification } from '../chain.ts'
import type { Moment, MomentText, Tone } from './moment-model.ts'

/** What a reader sees as one thing: an answer in one piece, a tool call with all that belongs to it. */
export interface TimelineItem extends Moment {
  /** When its last part happened, in milliseconds since the session began. */
  until: number
  /** Verdict, approval, output, diff, result and findings, in order. */
  parts: Moment[]
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
 * Puts moments together into what a person reads, in the order in which things began.
 *
 * Pieces of one answer become one text. Whatever names a call joins that call; a verdict or a finding
 * about a prompt or an answer joins it. Memory is bounded by the limits, not by the recording.
 */
export async function* timeline(
  moments: AsyncGenerator<Moment, Verification>,
  limits: Partial<TimelineLimits> = {},
): AsyncGenerator<TimelineItem, Verification> {
  const grouping = createGrouping({ ...defaults, ...limits })
  for (;;) {
    const step = await moments.next()
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
  const begin = (moment: Moment): void => {
    const target = { item: itemOf(moment), keys: [], partCharacters: 0 }
    register(target, keysOf(moment))
    open.push(target)
  }
  const join = (moment: Moment): boolean => {
    if (moment.damage !== undefined) return false
    const target = places.get(placeOf(moment))
    if (target === undefined) return false
    if (isContinuation(moment, target.item)) continueText(target.item, moment, limits)
    else if (isPartOf(moment, target.item)) addPart(target, moment, limits)
    else if (isHeadOf(moment, target.item)) register(behead(target, moment), keysOf(moment))
    else return false
    return true
  }
  return {
    add(moment: Moment): TimelineItem[] {
      if (join(moment)) return []
      begin(moment)
      return open.length > limits.maxOpenItems ? take() : []
    },
    *rest(): Generator<TimelineItem> {
      while (open.length > 0) yield* take()
    },
  }
}

/** Where a moment looks for the item it may belong to: its call, else what its run does now. */
function placeOf({ run = '', call }: Moment): string {
  return call === undefined ? `run ${run}` : `call ${run} ${call}`
}

/** A tool call is found by its call, and is what its run does now. */
function keysOf(moment: Moment): string[] {
  if (moment.run === undefined && moment.call === undefined) return []
  return moment.call === undefined
    ? [placeOf(moment)]
    : [placeOf(moment), `run ${moment.run ?? ''}`]
}

const isText = (kind: Moment['kind']): boolean =>
  kind === 'prompt' || kind === 'response' || kind === 'thinking'

function isContinuation(moment: Moment, item: TimelineItem): boolean {
  if (moment.call !== undefined || moment.kind !== item.kind) return false
  return moment.kind === 'response' || moment.kind === 'thinking'
}

function isPartOf(moment: Moment, item: TimelineItem): boolean {
  if (moment.call !== undefined) return moment.kind !== 'tool-call'
  if (moment.kind === 'usage') return isText(item.kind)
  return moment.about === undefined ? false : moment.about === item.kind
}

/** A finding is written before what it was found in: that, when it comes, is the head. */
function isHeadOf(moment: Moment, item: TimelineItem): boolean {
  if (moment.kind === 'tool-call') return item.kind !== 'tool-call' && moment.call === item.call
  return isText(moment.kind) && item.about === moment.kind && !isText(item.kind)
}

function itemOf(moment: Moment): TimelineItem {
  return { ...moment, until: moment.t, parts: [], partsLeftOut: 0 }
}

function behead(target: OpenItem, head: Moment): OpenItem {
  const { until: _until, parts, partsLeftOut, ...former } = target.item
  const item = { ...itemOf(head), parts: [former, ...parts], partsLeftOut, t: former.t }
  for (const part of item.parts) absorb(item, part)
  target.item = item
  return target
}

function addPart(target: OpenItem, moment: Moment, limits: TimelineLimits): void {
  const { item } = target
  absorb(item, moment)
  const last = item.parts.at(-1)
  const length = moment.body?.text.length ?? 0
  const fits = target.partCharacters + length <= limits.maxTextCharacters
  if (last !== undefined && moment.kind === 'command-output' && last.title === moment.title) {
    if (last.body !== undefined && moment.body !== undefined) {
      last.body = joined(last.body, moment.body, fits ? length : 0)
    }
  } else if (item.parts.length >= limits.maxParts) {
    item.partsLeftOut += 1
    return
  } else {
    item.parts.push(fits ? { ...moment } : withoutText(moment))
  }
  if (fits) target.partCharacters += length
}

function continueText(item: TimelineItem, moment: Moment, limits: TimelineLimits): void {
  absorb(item, moment)
  if (moment.body === undefined) return
  const room = limits.maxTextCharacters - (item.body?.text.length ?? 0)
  item.body = item.body === undefined ? moment.body : joined(item.body, moment.body, room)
}

/** What a part says about the whole: later, worse, and found by its tags too. */
function absorb(item: TimelineItem, moment: Moment): void {
  item.until = Math.max(item.until, moment.t)
  item.tone = worse(item.tone, moment.tone)
  item.tags = [...new Set([...item.tags, ...moment.tags])]
  item.proven &&= moment.proven
}

const tones: readonly Tone[] = ['plain', 'good', 'warn', 'bad']
const worse = (a: Tone, b: Tone): Tone => (tones.indexOf(a) >= tones.indexOf(b) ? a : b)

function joined(first: MomentText, next: MomentText, room: number): MomentText {
  const added = first.cut ? '' : next.text.slice(0, Math.max(0, room))
  return {
    ...first,
    text: first.text + added,
    bytes: first.bytes + next.bytes,
    cut: first.cut || next.cut || added.length < next.text.length,
  }
}

function withoutText(moment: Moment): Moment {
  if (moment.body === undefined) return { ...moment }
  return { ...moment, body: { ...moment.body, text: '', cut: true } }
}
