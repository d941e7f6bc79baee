import type { DescribedText } from '../../core/recording/page/page-data.ts'
import { type Child, el } from './element.ts'
import { marked, prose } from './marked-text.ts'
import { number, size } from './number-text.ts'
import { view } from './view.ts'

/** Lines of one diff that are shown. */
const maxDiffLines = 5_000

/** The long text of an entry, by its style; nothing when there is none. */
export function textBody(body: DescribedText | undefined): Child[] {
  if (body === undefined || (body.text === '' && !body.cut)) return []
  return [...styled(body), cutNote(body)]
}

function styled({ text, style }: DescribedText): Child[] {
  if (style === 'diff') return diffView(text)
  if (style === 'prose') return [el('div', { class: 'prose' }, prose(text, view.query))]
  return [el('pre', { class: style, tabindex: '0' }, el('code', {}, marked(text, view.query)))]
}

function diffView(text: string): Child[] {
  const all = text.replace(/\n$/, '').split('\n')
  const lines = all
    .slice(0, maxDiffLines)
    .map((line) => el('span', { class: `line ${lineKind(line)}` }, marked(line, view.query), '\n'))
  const count = (sign: string) =>
    all.filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length
  return [
    el(
      'p',
      { class: 'counts' },
      el('span', { class: 'plus' }, `+${count('+')}`),
      ' ',
      el('span', { class: 'minus' }, `−${count('-')}`),
    ),
    el('pre', { class: 'diff', tabindex: '0' }, el('code', {}, lines)),
    all.length > maxDiffLines
      ? note(`${number(all.length - maxDiffLines)} more lines are in the recording.`)
      : undefined,
  ]
}

function lineKind(line: string): string {
  if (line.startsWith('@@')) return 'at'
  if (/^(\+\+\+|---) /.test(line)) return 'file'
  if (line.startsWith('+')) return 'plus'
  return line.startsWith('-') ? 'minus' : ''
}

function cutNote({ cut, bytes, blob }: DescribedText): Child {
  if (!cut) return undefined
  const where = blob === undefined ? 'in the recording' : `in blobs/${blob}`
  return note(`Only the beginning of ${size(bytes)} is shown; the rest is ${where}.`)
}

export const note = (text: string): HTMLElement => el('p', { class: 'note' }, text)
