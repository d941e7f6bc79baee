import { el } from './element.ts'

/** Marks that stand in texts for characters which act unseen: see `visible` in the core. */
const unseenMarks = /(⟨U\+[0-9A-F]{4,6}⟩|[␀-␟␡])/
const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )
/** Code in prose: a fenced block, or a piece between backticks. */
const code = /(```[^\n`]*\n[\s\S]*?\n```(?=\n|$)|`[^`\n]+`)/
/** Places of one text in which a search is marked. */
const maxFound = 500

/** A text with its marks for unseen characters, and with what is searched for, standing out. */
export function marked(text: string, query = ''): (Node | string)[] {
  return text
    .split(unseenMarks)
    .flatMap((piece, index) => (index % 2 === 1 ? [unseen(piece)] : found(piece, query)))
}

/** Prose with its code set apart; every character stays, the backticks only step back. */
export function prose(text: string, query: string): (Node | string)[] {
  return text.split(code).flatMap((piece, index) => {
    if (index % 2 === 0) return marked(piece, query)
    if (piece.startsWith('```')) return [el('span', { class: 'fence' }, marked(piece, query))]
    const tick = () => el('i', {}, '`')
    return [el('code', { class: 'inline' }, tick(), marked(piece.slice(1, -1), query), tick())]
  })
}

function unseen(mark: string): HTMLElement {
  const control = (mark.codePointAt(0) ?? 0) - 0x2400
  const name = mark === '␡' ? 'DEL' : (controlNames[control] ?? mark.slice(1, -1))
  return el('span', { class: 'unseen', title: 'a character that acts unseen' }, name)
}

function found(text: string, query: string): (Node | string)[] {
  if (query === '') return text === '' ? [] : [text]
  const lower = text.toLowerCase()
  // Lower case may change the length of a text; then nothing is marked rather than the wrong thing.
  if (lower.length !== text.length) return [text]
  const nodes: (Node | string)[] = []
  let from = 0
  let at = lower.indexOf(query)
  while (at !== -1 && nodes.length < maxFound) {
    nodes.push(text.slice(from, at), el('mark', {}, text.slice(at, at + query.length)))
    from = at + query.length
    at = lower.indexOf(query, from)
  }
  nodes.push(text.slice(from))
  return nodes
}
