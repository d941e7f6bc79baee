import type { PageItem } from '../../core/recording/page/page-data.ts'
import { items } from './data.ts'

/** What is shown, and where in it the reader is. */
export const view = {
  /** Items that pass the filter, as places in `items`. */
  shown: items.map((_, index) => index),
  /** The selected one, as a place in `shown`. */
  at: 0,
  playing: false,
  /** Playing has begun: what comes after the selected item has not happened yet. */
  started: false,
  speed: 1,
  tags: new Set<string>(),
  /** In lower case. */
  query: '',
}

export const itemAt = (place: number): PageItem | undefined => items[view.shown[place] ?? -1]

export const current = (): PageItem | undefined => itemAt(view.at)

const selectListeners: ((announce: boolean) => void)[] = []
const showListeners: (() => void)[] = []

/** Called, in the order of registration, each time another item is selected. */
export const onSelect = (draw: (announce: boolean) => void): void => void selectListeners.push(draw)
/** Called when other items are shown, before one of them is selected. */
export const onShow = (draw: () => void): void => void showListeners.push(draw)

/** @param announce whether a screen reader says what is selected now */
export function select(place: number, announce = false): void {
  view.at = Math.max(0, Math.min(place, view.shown.length - 1))
  for (const draw of selectListeners) draw(announce)
}

/** Shows these items, and selects the one at `place` among them. */
export function show(shown: number[], place: number): void {
  view.shown = shown
  for (const draw of showListeners) draw()
  select(place)
}
