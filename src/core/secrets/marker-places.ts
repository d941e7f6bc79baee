import { alignLines } from './align.ts'

/** A marker in a text, in characters. */
export interface MarkerPlace {
  start: number
  end: number
  marker: string
}

interface Line {
  text: string
  start: number
  markers: MarkerPlace[]
}

/**
 * For each marker of `after` the one of `before` that stands at the same place, or `undefined`.
 *
 * The same place is the same line, give or take its indentation and a closing comma. In a line that
 * was changed it is the same word with the same name before it, in the same gap between lines that
 * stayed, if nothing but the end of a value follows: another address behind a password is another
 * place.
 */
export function sameMarkerPlaces(
  before: { text: string; markers: readonly MarkerPlace[] },
  after: { text: string; markers: readonly MarkerPlace[] },
): (MarkerPlace | undefined)[] {
  const old = linesOf(before)
  const now = linesOf(after)
  const aligned = alignLines(old.map(textOf), now.map(textOf))
  const found = new Map<MarkerPlace, MarkerPlace>()
  now.forEach((line, index) => {
    const same = old[aligned[index] ?? -1]
    if (same !== undefined) pair(line.markers, same.markers, () => true, found)
  })
  for (const gap of gapsOf(aligned, old.length)) {
    const newMarkers = now.slice(gap.from, gap.to).flatMap(keyed)
    const oldMarkers = old.slice(gap.oldFrom, gap.oldTo).flatMap(keyed)
    pairKeyed(newMarkers, oldMarkers, found)
  }
  return after.markers.map((marker) => found.get(marker))
}

const textOf = (line: Line) => line.text

function linesOf({ text, markers }: { text: string; markers: readonly MarkerPlace[] }): Line[] {
  const lines: Line[] = []
  let start = 0
  let next = 0
  for (const line of text.split('\n')) {
    const end = start + line.length
    const own: MarkerPlace[] = []
    for (
      let marker = markers[next];
      marker !== undefined && marker.start < end;
      marker = markers[++next]
    ) {
      own.push(marker)
    }
    lines.push({ text: line, start, markers: own })
    start = end + 1
  }
  return lines
}

function pair(
  now: readonly MarkerPlace[],
  old: readonly MarkerPlace[],
  fits: (index: number) => boolean,
  found: Map<MarkerPlace, MarkerPlace>,
): void {
  now.forEach((marker, index) => {
    const same = old[index]
    if (same?.marker === marker.marker && fits(index)) found.set(marker, same)
  })
}

/** Runs of lines of `after` that are new, with the lines of `before` that they stand for. */
function* gapsOf(aligned: readonly number[], oldLength: number) {
  let from = 0
  let oldFrom = 0
  for (let index = 0; index <= aligned.length; index++) {
    const at = index === aligned.length ? oldLength : (aligned[index] ?? -1)
    if (at < 0) continue
    if (index > from && at > oldFrom) yield { from, to: index, oldFrom, oldTo: at }
    from = index + 1
    oldFrom = at + 1
  }
}

interface Keyed {
  placed: MarkerPlace
  /** The word it stands in and what names it; `undefined` when nothing on its line does. */
  key: string | undefined
  /** What follows on its line. */
  rest: string
}

const wordBreak = /[\s,;{}()[\]]/

function keyed(line: Line): Keyed[] {
  return line.markers.map((placed) => {
    const start = placed.start - line.start
    const end = placed.end - line.start
    let from = start
    while (from > 0 && !wordBreak.test(line.text[from - 1] ?? '')) from--
    let to = end
    while (to < line.text.length && !wordBreak.test(line.text[to] ?? '')) to++
    const own = line.text.slice(from, to)
    const isNamed = /[0-9A-Za-z]/.test(line.text.slice(from, start))
    const names = isNamed ? [] : wordsBefore(line.text.slice(0, from))
    const key = isNamed || names.length > 0 ? [...names, own].join(' ') : undefined
    return { placed, key, rest: line.text.slice(to).trim() }
  })
}

/** The last two words that say something, which name a value that stands by itself. */
const wordsBefore = (text: string) =>
  text
    .split(/[\s,;{}()[\]]+/)
    .filter((word) => /[0-9A-Za-z]/.test(word))
    .slice(-2)

const endsValue = /^(?:$|[,;)}\]]|#|\/\/)/

/** In order, each once: the first that fits is taken, and none before it afterwards. */
function pairKeyed(
  now: readonly Keyed[],
  old: readonly Keyed[],
  found: Map<MarkerPlace, MarkerPlace>,
): void {
  let next = 0
  for (const { placed, key, rest } of now) {
    if (key === undefined) continue
    const at = old.findIndex(
      (one, index) =>
        index >= next &&
        one.key === key &&
        one.placed.marker === placed.marker &&
        (one.rest === rest || endsValue.test(rest)),
    )
    const same = old[at]
    if (same === undefined) continue
    found.set(placed, same.placed)
    next = at + 1
  }
}
