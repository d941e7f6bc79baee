/** Data, elements, icons and words that the other parts of the page's script use. */
export const modelScript = String.raw`
const parseBlock = (element) => JSON.parse(element.textContent)
const meta = parseBlock(document.getElementById('meta'))
const items = [...document.querySelectorAll('script.items')].flatMap(parseBlock)
for (const block of document.querySelectorAll('script.items')) block.remove()
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches

/** Makes an element: its class, attributes and children; strings become text nodes. */
const el = (tag, options, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined || value === false) continue
    if (name === 'class') element.className = value
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null))
  return element
}

const svgSpace = 'http://www.w3.org/2000/svg'
const paths = {
  session: 'M5 4h14v16H5zM9 4v16',
  prompt: 'M4 5h16v11H9l-5 4z',
  response: 'M12 3l1.9 5.1L19 10l-5.1 1.9L12 17l-1.9-5.1L5 10l5.1-1.9zM19 16l.8 2.2L22 19l-2.2.8L19 22l-.8-2.2L16 19l2.2-.8z',
  thinking: 'M5 12h.01M12 12h.01M19 12h.01',
  shell: 'M5 7l5 5-5 5M12 17h7',
  write: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  'tool-call': 'M14 6a4 4 0 0 0 5 5l-8 8a2.1 2.1 0 0 1-3-3l8-8',
  push: 'M12 19V5M6 11l6-6 6 6',
  github: 'M7 7h12M15 3l4 4-4 4M17 17H5M9 13l-4 4 4 4',
  finding: 'M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z',
  verdict: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  approval: 'M9 11l3 3 7-8M20 12v7H4V5h10',
  limit: 'M12 8v5M12 16.5v.01M12 3l9.5 17h-19z',
  note: 'M6 3h9l4 4v14H6zM9 11h6M9 15h6',
  seal: 'M12 3a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM8.5 14L7 21l5-2.5L17 21l-1.5-7',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  first: 'M17 5l-7 7 7 7M7 5v14',
  last: 'M7 5l7 7-7 7M17 5v14',
  theme: 'M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z',
  help: 'M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  check: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
}
const sameIcon = {
  'tool-result': 'shell', 'command-output': 'shell', 'file-write': 'write', egress: 'github',
  usage: 'note', gap: 'limit', unknown: 'note', unreadable: 'limit',
}

const icon = (name) => {
  const svg = document.createElementNS(svgSpace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svgSpace, 'path')
  path.setAttribute('d', paths[name] ?? paths[sameIcon[name]] ?? paths.note)
  svg.append(path)
  return svg
}

const iconOf = (item) => {
  if (item.kind !== 'tool-call') return icon(item.kind)
  const tool = item.title.split(' ')[0]
  return icon(tool === 'shell' ? 'shell' : /^(write|edit|delete)$/.test(tool) ? 'write' : 'tool-call')
}

const clock = (ms) => {
  const seconds = Math.floor(ms / 1000)
  const two = (value) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 60) return Math.floor(minutes / 60) + ':' + two(minutes % 60) + ':' + two(seconds % 60)
  return minutes + ':' + two(seconds % 60)
}
const exactClock = (ms) => clock(ms) + '.' + String(Math.floor(ms % 1000)).padStart(3, '0')
const number = (value) => value.toLocaleString('en')
const plural = (count, one) => number(count) + ' ' + one + (count === 1 ? '' : 's')

const marks = /(⟨U\+[0-9A-F]{4,6}⟩|[␀-␟␡])/
const controls = 'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ')
const unseen = (mark) => {
  const control = mark.codePointAt(0) - 0x2400
  const name = mark === '␡' ? 'DEL' : controls[control] ?? mark.slice(1, -1)
  return el('span', { class: 'unseen', title: 'a character that acts unseen' }, name)
}
/** A text with its marks for unseen characters, and with what is searched for, standing out. */
const marked = (text, query) => {
  const nodes = []
  for (const [index, piece] of text.split(marks).entries()) {
    if (index % 2 === 1) nodes.push(unseen(piece))
    else nodes.push(...found(piece, query))
  }
  return nodes
}
/** Prose with its code set apart; every character stays, the backticks only step back. */
const code = /(\x60{3}[^\n\x60]*\n[^]*?\n\x60{3}(?=\n|$)|\x60[^\x60\n]+\x60)/
const prose = (text, query) => text.split(code).flatMap((piece, index) => {
  if (index % 2 === 0) return marked(piece, query)
  if (piece.startsWith('\x60\x60\x60')) return [el('span', { class: 'fence' }, ...marked(piece, query))]
  return [el('code', { class: 'inline' }, el('i', {}, '\x60'), ...marked(piece.slice(1, -1), query), el('i', {}, '\x60'))]
})
const maxFound = 500
const found = (text, query) => {
  if (!query) return text === '' ? [] : [text]
  const lower = text.toLowerCase()
  const nodes = []
  let from = 0
  // Lower case may change the length of a text; then nothing is marked rather than the wrong thing.
  if (lower.length !== text.length) return [text]
  for (let at = lower.indexOf(query); at !== -1 && nodes.length < maxFound; at = lower.indexOf(query, from)) {
    nodes.push(text.slice(from, at), el('mark', {}, text.slice(at, at + query.length)))
    from = at + query.length
  }
  nodes.push(text.slice(from))
  return nodes
}

const tagNames = {
  prompt: 'Prompts', answer: 'Answers', thinking: 'Thinking', tool: 'Tools', push: 'Pushes',
  network: 'Network', finding: 'Secrets', denied: 'Denied', held: 'Held', approval: 'Approvals',
  gap: 'Gaps', note: 'Notes',
}

/** Everything about an item that a search looks at. */
const searchable = (item) => {
  const own = (part) => [part.title, part.body?.text, ...(part.facts ?? []).flat()]
  return [...own(item), item.call, ...(item.parts ?? []).flatMap(own)].join('\n').toLowerCase()
}

const state = {
  view: items.map((_, index) => index),
  at: 0,
  playing: false,
  started: false,
  speed: 1,
  tags: new Set(),
  query: '',
}
const current = () => items[state.view[state.at]]
`
