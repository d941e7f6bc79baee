import type { FullSecretEngine, MaskedPlace } from './create-engine.ts'
import type { MaskFinding } from './engine.ts'
import { type MarkerPlace, sameMarkerPlaces } from './marker-places.ts'
import { createSeenMarkers } from './seen-markers.ts'

/** Why a write or an edit is not carried out, as a sentence the model can act on. */
export interface Refused {
  refused: string
}

/** What is written, and what was masked in what the model wrote itself. */
export interface RestoredWrite {
  text: string
  findings: MaskFinding[]
}

export interface RestoredEdit {
  oldText: string
  newText: string
  findings: MaskFinding[]
}

/**
 * Keeps files whole whose secrets the model never sees: a read hands out markers, and a write or an
 * edit that brings a marker back to its place gets the value that the file holds there.
 *
 * A marker counts only for the file it was handed out for. What it stands for is read from the file
 * as it is now, so nothing but markers is remembered. Values that were registered (credentials of
 * the job) are never put back. Every refusal depends only on what the model has seen, so that
 * trying out texts tells it nothing.
 */
export interface RoundTrips {
  /** Masks what was read of a file, on its way to the model. */
  read(file: { path: string; text: string }): { text: string; findings: MaskFinding[] }
  /** A file is written as a whole. `mask` false leaves secrets that the model wrote as they are. */
  restoreWrite(write: {
    path: string
    /** The file as it is on disk; empty when there is none. */
    currentFile: string
    newText: string
    mask?: boolean
  }): RestoredWrite | Refused
  /** A part of a file is replaced. The old text that is given back occurs once in the file. */
  restoreEdit(edit: {
    path: string
    currentFile: string
    oldText: string
    newText: string
    mask?: boolean
  }): RestoredEdit | Refused
}

/** Said whatever the reason: nobody learns from it what a file holds, or whether there is one. */
export const cannotChange =
  'This change cannot be made here. A file below the workspace, the home folder or the folder for temporary files can be changed where the text to be replaced stands in it once, as you have read it: read it again, and leave each line with a masked value (***rule:…***) exactly as it stands.'

/** Markers remembered for all files together. */
const maxRemembered = 100_000

type Engine = Pick<FullSecretEngine, 'maskPlaces' | 'findPseudonyms'>

/** A registry for one session; nothing of it outlives the process. */
export function createRoundTrips(engine: Engine): RoundTrips {
  const handedOut = new Map<string, Set<string>>()
  /** Of all files, credentials of the job included. */
  const seen = createSeenMarkers()
  let remembered = 0

  function remember(path: string, places: readonly MaskedPlace[]): void {
    for (const { marker, known } of places) {
      seen.add(marker)
      const markers = handedOut.get(path) ?? new Set()
      if (known || markers.has(marker) || remembered >= maxRemembered) continue
      handedOut.set(path, markers.add(marker))
      remembered++
    }
  }

  const maskedFile = (original: string): Masked => {
    const { text, places } = engine.maskPlaces(original)
    return { original, text, places, markers: engine.findPseudonyms(text) }
  }

  /** What replaces a part of the file: new secrets masked, markers of the model put back. */
  function restore(path: string, file: Masked, change: Change): Written | undefined {
    if (seen.hasPart(change.newText, file.text)) return undefined
    const { text, findings, fresh } = maskChange(engine, file, change)
    const head = file.text.slice(0, change.start)
    const whole = head + text + file.text.slice(change.end)
    const markers = engine.findPseudonyms(whole)
    const places = sameMarkerPlaces(file, { text: whole, markers })
    let restored = ''
    let from = change.start
    for (const [index, { start, end, marker }] of markers.entries()) {
      const isInside = start >= change.start && end <= change.start + text.length
      if (!isInside || fresh.has(start)) continue
      const same = places[index]
      if (same === undefined) return undefined
      const place = file.places.find(({ maskedStart }) => maskedStart === same.start)
      // A marker that stands in the file itself stays what it is.
      if (place === undefined) continue
      if (place.known || !handedOut.get(path)?.has(marker)) return undefined
      restored += whole.slice(from, start) + file.original.slice(place.start, place.end)
      from = end
    }
    return { text: restored + whole.slice(from, change.start + text.length), findings }
  }

  /** Whether a part cuts through a masked value, or holds one that was not handed out for this file. */
  const takesUnknown = (path: string, { places, markers }: Masked, { start, end }: Change) =>
    cutsMarker(markers, start, end) ||
    places.some(
      ({ maskedStart, maskedEnd, marker, known }) =>
        maskedStart >= start &&
        maskedEnd <= end &&
        (known || handedOut.get(path)?.has(marker) !== true),
    )

  return {
    read({ path, text }) {
      const { places, ...masked } = engine.maskPlaces(text)
      remember(path, places)
      return masked
    },

    restoreWrite({ path, currentFile, newText, mask = true }) {
      const file = maskedFile(currentFile)
      const change = { start: 0, end: file.text.length, newText, mask }
      return restore(path, file, change) ?? { refused: cannotChange }
    },

    restoreEdit({ path, currentFile, oldText, newText, mask = true }) {
      const file = maskedFile(currentFile)
      const start = file.text.indexOf(oldText)
      const change = { start, end: start + oldText.length, newText, mask }
      if (file.markers.length === 0 && (start < 0 || oldText === '')) {
        const carries = [oldText, newText].some(
          (text) => engine.findPseudonyms(text).length > 0 || seen.hasPart(text, file.text),
        )
        const { text, findings } = maskChange(engine, file, { ...change, start: 0, end: 0 })
        return carries ? { refused: cannotChange } : { oldText, newText: text, findings }
      }
      const isMeant =
        start >= 0 &&
        oldText !== '' &&
        !(file.markers.length > 0 && occursTwiceIn(file.text, oldText)) &&
        !takesUnknown(path, file, change)
      const written = isMeant ? restore(path, file, change) : undefined
      const edit = written && editOf(file, change, written)
      return edit ?? { refused: cannotChange }
    },
  }
}

interface Written {
  text: string
  findings: MaskFinding[]
}

/** A file as it is, and as the model sees it. */
interface Masked {
  original: string
  text: string
  places: readonly MaskedPlace[]
  markers: readonly MarkerPlace[]
}

/** A part of the masked text, and what is to stand there. */
interface Change {
  start: number
  end: number
  newText: string
  mask: boolean
}

/** Masks what the model wrote, read together with what stands around it in the file. */
function maskChange(engine: Engine, file: Masked, { start, end, newText, mask }: Change) {
  if (!mask) return { text: newText, findings: [], fresh: new Set<number>() }
  const head = file.text.slice(0, start)
  const tail = file.text.slice(end)
  const whole = engine.maskPlaces(head + newText + tail)
  const fits =
    whole.text.startsWith(head) &&
    whole.text.endsWith(tail) &&
    whole.places.every(
      ({ maskedStart, maskedEnd }) =>
        maskedStart >= start && maskedEnd <= whole.text.length - tail.length,
    )
  const { text, places, findings } = fits ? whole : engine.maskPlaces(newText)
  const shift = fits ? 0 : start
  return {
    text: fits ? text.slice(start, text.length - tail.length) : text,
    findings,
    fresh: new Set(places.map(({ maskedStart }) => maskedStart + shift)),
  }
}

const cutsMarker = (markers: readonly MarkerPlace[], from: number, to: number): boolean =>
  markers.some(({ start, end }) => (from > start && from < end) || (to > start && to < end))

/** The edit for the file as it is, or nothing where its text cannot be made unmistakable. */
function editOf(
  { original, places }: Masked,
  change: Change,
  { text, findings }: Written,
): RestoredEdit | undefined {
  const from = originalAt(places, change.start)
  const to = originalAt(places, change.end)
  // What the model did not name stays where it is masked: the text grows over plain text alone.
  const least = places.findLast(({ end }) => end <= from)?.end ?? 0
  const most = places.find(({ start }) => start >= to)?.start ?? original.length
  let before = from
  let behind = to
  // The client looks for the old text in the file itself, which may hold it inside a secret too.
  while (places.length > 0 && occursTwiceIn(original, original.slice(before, behind))) {
    if (before === least && behind === most) return undefined
    before = Math.max(least, previousLine(original, before))
    behind = Math.min(most, nextLine(original, behind))
  }
  return {
    oldText: original.slice(before, behind),
    newText: original.slice(before, from) + text + original.slice(to, behind),
    findings,
  }
}

function originalAt(places: readonly MaskedPlace[], at: number): number {
  const last = places.findLast(({ maskedEnd }) => maskedEnd <= at)
  return last === undefined ? at : last.end + (at - last.maskedEnd)
}

const occursTwiceIn = (text: string, part: string) =>
  text.indexOf(part, text.indexOf(part) + 1) >= 0

const previousLine = (text: string, from: number): number =>
  from < 2 ? 0 : text.lastIndexOf('\n', from - 2) + 1

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline < 0 ? text.length : newline + 1
}
