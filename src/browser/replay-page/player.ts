import { clock } from './clock.ts'
import { items } from './data.ts'
import { el } from './element.ts'
import { type IconName, icon } from './icon.ts'
import { drawList } from './item-list.ts'
import { current, itemAt, select, view } from './view.ts'

const speeds = [0.5, 1, 2, 4, 8, 16]
/** A longer wait between two items is cut to this, in milliseconds. */
const maxWait = 2_000
/** The least time that an item is shown, in milliseconds. */
const minWait = 30
/** Places along the scrubber that a mark can have. */
const markPlaces = 300

let timer: number | undefined

const playButton = button('play', 'play', 'Play', 'space', toggle)
const position = el('output', { class: 'position', id: 'position' })
const scrubber = el('input', {
  id: 'scrubber',
  type: 'range',
  min: '0',
  value: '0',
  'aria-label': 'Position in the session',
})
scrubber.addEventListener('input', () => {
  pause()
  select(Number(scrubber.value))
})
const marks = el('div', { class: 'marks', 'aria-hidden': 'true' })
const speedSelect = el(
  'select',
  { id: 'speed', 'aria-label': 'Speed', title: 'Speed (+ and −)' },
  speeds.map((speed) => el('option', { value: speed, selected: speed === 1 }, `${speed}×`)),
)
speedSelect.addEventListener('change', () => setSpeed(Number(speedSelect.value)))

export const player = el(
  'div',
  { class: 'player', role: 'group', 'aria-label': 'Player' },
  el(
    'div',
    { class: 'buttons' },
    button('first', 'first', 'First', 'Home', () => step(-Infinity)),
    button('back', 'back', 'Previous', '←', () => step(-1)),
    playButton,
    button('forward', 'forward', 'Next', '→', () => step(1)),
    button('last', 'last', 'Last', 'End', () => step(Infinity)),
  ),
  el('div', { class: 'track' }, marks, scrubber),
  position,
  speedSelect,
)

function button(
  id: string,
  iconName: IconName,
  label: string,
  key: string,
  onclick: () => void,
): HTMLElement {
  return el(
    'button',
    { id, title: `${label} (${key})`, 'aria-label': label, onclick },
    icon(iconName),
  )
}

/** Prompts, and what was warned of or refused, along the scrubber; each place once. */
export function drawMarks(): void {
  const last = Math.max(1, view.shown.length - 1)
  const names = new Map<string, { name: string; at: number }>()
  for (const place of view.shown.keys()) {
    const name = markOf(place)
    const at = Math.round((place / last) * markPlaces)
    if (name !== undefined) names.set(`${at} ${name}`, { name, at })
  }
  const drawn = [...names.values()].map(({ name, at }) => {
    const mark = el('i', { class: name })
    mark.style.left = `${(at / markPlaces) * 100}%`
    return mark
  })
  marks.replaceChildren(...drawn)
}

function markOf(place: number): string | undefined {
  const item = itemAt(place)
  if (item?.tone === 'bad' || item?.tone === 'warn') return item.tone
  return item?.kind === 'prompt' ? 'prompt' : undefined
}

export function drawPosition(): void {
  const item = current()
  scrubber.max = String(Math.max(0, view.shown.length - 1))
  scrubber.value = String(view.at)
  scrubber.setAttribute('aria-valuetext', item ? `${clock(item.t)} ${item.title}` : 'nothing')
  const end = items.at(-1)
  position.textContent = item && end ? `${clock(item.t)} / ${clock(end.until ?? end.t)}` : '0:00'
}

export function step(by: number): void {
  pause()
  view.started = false
  select(view.at + by, true)
}

/** The next item that was denied, held, masked or damaged. */
export function nextNotable(): void {
  const place = view.shown.findIndex(
    (index, place) => place > view.at && /^(warn|bad)$/.test(items[index]?.tone ?? ''),
  )
  if (place === -1) return
  pause()
  select(place, true)
}

export function toggle(): void {
  if (view.playing) pause()
  else play()
}

function play(): void {
  const { shown, at } = view
  if (shown.length === 0) return
  if (at >= shown.length - 1) select(0)
  view.playing = true
  view.started = true
  showPlaying()
  drawList()
  tick()
}

function pause(): void {
  clearTimeout(timer)
  view.playing = false
  showPlaying()
}

function tick(): void {
  const next = itemAt(view.at + 1)
  if (next === undefined) {
    pause()
    view.started = false
    drawList()
    return
  }
  const wait = next.t - (current()?.t ?? next.t)
  timer = setTimeout(
    () => {
      select(view.at + 1)
      tick()
    },
    Math.max(minWait, Math.min(wait, maxWait) / view.speed),
  )
}

function showPlaying(): void {
  playButton.replaceChildren(icon(view.playing ? 'pause' : 'play'))
  playButton.setAttribute('aria-label', view.playing ? 'Pause' : 'Play')
  playButton.classList.toggle('playing', view.playing)
}

function setSpeed(speed: number): void {
  view.speed = speed
  speedSelect.value = String(speed)
  if (!view.playing) return
  clearTimeout(timer)
  tick()
}

export function faster(by: number): void {
  const at = speeds.indexOf(view.speed) + by
  setSpeed(speeds[Math.max(0, Math.min(at, speeds.length - 1))] ?? 1)
}
