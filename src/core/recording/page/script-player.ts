/** Playing, stepping, keys, the theme; and putting the page together. */
export const playerScript = String.raw`
const speeds = [0.5, 1, 2, 4, 8, 16]
const maxWait = 2000
let timer

const button = (id, iconName, label, key, act) =>
  el('button', { id, title: label + ' (' + key + ')', 'aria-label': label, onclick: act }, icon(iconName))

const playButton = button('play', 'play', 'Play', 'space', () => toggle())
const position = el('output', { class: 'position', id: 'position' })
const scrubber = el('input', { id: 'scrubber', type: 'range', min: '0', value: '0', 'aria-label': 'Position in the session' })
scrubber.addEventListener('input', () => { pause(); select(Number(scrubber.value)) })
const marksBox = el('div', { class: 'marks', 'aria-hidden': 'true' })
const speedSelect = el('select', { id: 'speed', 'aria-label': 'Speed', title: 'Speed (+ and −)' },
  speeds.map((speed) => el('option', { value: speed, selected: speed === 1 }, speed + '×')))
speedSelect.addEventListener('change', () => setSpeed(Number(speedSelect.value)))
const live = el('p', { class: 'sr', 'aria-live': 'polite' })

const drawMarks = () => {
  const last = Math.max(1, state.view.length - 1)
  const seen = new Map()
  for (const [at, index] of state.view.entries()) {
    const { tone, kind } = items[index]
    const name = tone === 'bad' ? 'bad' : tone === 'warn' ? 'warn' : kind === 'prompt' ? 'prompt' : ''
    if (name !== '') seen.set(Math.round((at / last) * 300) + ' ' + name, name)
  }
  marksBox.replaceChildren(...[...seen].map(([key, name]) => {
    const mark = el('i', { class: name })
    mark.style.left = Number(key.split(' ')[0]) / 3 + '%'
    return mark
  }))
}

const select = (at, announce) => {
  state.at = Math.max(0, Math.min(at, state.view.length - 1))
  const item = current()
  scrubber.max = String(Math.max(0, state.view.length - 1))
  scrubber.value = String(state.at)
  scrubber.setAttribute('aria-valuetext', item ? clock(item.t) + ' ' + item.title : 'nothing')
  const end = items.at(-1)
  position.textContent = item ? clock(item.t) + ' / ' + clock(end.until ?? end.t) : '0:00'
  reveal()
  drawList()
  drawDetail()
  if (announce && item) live.textContent = item.title
  try { if (item) history.replaceState(null, '', '#n=' + item.seq) } catch {}
}

const step = (by) => { pause(); state.started = false; select(state.at + by, true) }

const tick = () => {
  if (state.at >= state.view.length - 1) {
    pause()
    state.started = false
    drawList()
    return
  }
  const wait = items[state.view[state.at + 1]].t - current().t
  timer = setTimeout(() => { select(state.at + 1); tick() }, Math.max(30, Math.min(wait, maxWait) / state.speed))
}
const showPlaying = () => {
  playButton.replaceChildren(icon(state.playing ? 'pause' : 'play'))
  playButton.setAttribute('aria-label', state.playing ? 'Pause' : 'Play')
  playButton.classList.toggle('playing', state.playing)
}
const play = () => {
  if (state.view.length === 0) return
  if (state.at >= state.view.length - 1) select(0)
  state.playing = true
  state.started = true
  showPlaying()
  drawList()
  tick()
}
const pause = () => {
  clearTimeout(timer)
  state.playing = false
  showPlaying()
}
const toggle = () => (state.playing ? pause() : play())
const setSpeed = (speed) => {
  state.speed = speed
  speedSelect.value = String(speed)
  if (state.playing) { clearTimeout(timer); tick() }
}
const faster = (by) => setSpeed(speeds[Math.max(0, Math.min(speeds.indexOf(state.speed) + by, speeds.length - 1))])

const resetFilter = () => {
  state.tags.clear()
  state.query = ''
  search.value = ''
  for (const filter of filterButtons) filter.setAttribute('aria-pressed', 'false')
  applyFilter()
}

const setTheme = () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = dark ? 'light' : 'dark'
}

const keys = [
  ['space', 'play or pause'], ['→ or j', 'next'], ['← or k', 'previous'], ['Home, End', 'first, last'],
  ['Page Up, Page Down', 'ten at a time'], ['n', 'next that was denied, held or masked'], ['+ and −', 'faster, slower'],
  ['/', 'search'], ['Escape', 'clear the filter'], ['t', 'light or dark'], ['?', 'these keys'],
]
const help = el('dialog', { id: 'help', 'aria-label': 'Keys' }, el('h2', {}, 'Keys'),
  el('dl', {}, keys.flatMap(([key, does]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, does)])),
  el('p', { class: 'dim' }, 'Playing keeps the recorded pace; a wait of more than 2 seconds is cut to 2.'),
  el('button', { onclick: () => help.close() }, 'Close'))

const nextNotable = () => {
  const at = state.view.findIndex((index, place) => place > state.at && /^(warn|bad)$/.test(items[index].tone))
  if (at !== -1) { pause(); select(at, true) }
}
const actions = {
  ' ': toggle, ArrowRight: () => step(1), j: () => step(1), ArrowDown: () => step(1),
  ArrowLeft: () => step(-1), k: () => step(-1), ArrowUp: () => step(-1),
  Home: () => step(-Infinity), End: () => step(Infinity), PageDown: () => step(10), PageUp: () => step(-10),
  n: nextNotable, '+': () => faster(1), '=': () => faster(1), '-': () => faster(-1),
  '/': () => search.focus(), Escape: resetFilter, t: setTheme, '?': () => help.showModal(),
}
const scrolls = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ' '])
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
  const within = event.target.closest?.('input, select, button, summary, .detail')
  const typing = within?.matches('input[type=search], select')
  if (event.key === 'Escape' && within === search) { resetFilter(); list.focus(); return }
  if (typing || (within?.matches('input') && event.key.startsWith('Arrow'))) return
  if (within?.matches('button, summary') && event.key === ' ') return
  if (within?.matches('.detail') && scrolls.has(event.key)) return
  const act = actions[event.key]
  if (act === undefined) return
  event.preventDefault()
  act()
})

document.getElementById('app').append(
  header(),
  el('div', { class: 'player', role: 'group', 'aria-label': 'Player' },
    el('div', { class: 'buttons' },
      button('first', 'first', 'First', 'Home', () => step(-Infinity)),
      button('back', 'back', 'Previous', '←', () => step(-1)), playButton,
      button('forward', 'forward', 'Next', '→', () => step(1)),
      button('last', 'last', 'Last', 'End', () => step(Infinity))),
    el('div', { class: 'track' }, marksBox, scrubber), position, speedSelect),
  el('div', { class: 'filters', role: 'group', 'aria-label': 'Filter' },
    el('div', { class: 'tags' }, filterButtons),
    el('label', { class: 'search' }, icon('search'), search, matches)),
  el('main', {}, el('div', { class: 'side' }, list, empty), detail),
  help, live)
document.getElementById('theme').addEventListener('click', setTheme)
document.getElementById('help-button').addEventListener('click', () => help.showModal())

const wanted = /^#n=(\d+)$/.exec(location.hash)
applyFilter()
if (wanted) {
  const at = items.findIndex((item) => item.seq >= Number(wanted[1]))
  if (at !== -1) select(at)
} else {
  const prompt = items.findIndex((item) => item.kind === 'prompt')
  if (prompt !== -1) select(prompt)
}
list.focus({ preventScroll: true })
`
