import type { TreeRule } from './result-tree.ts'
import type { DescribedEntry, DescribedText, Tone } from './timeline/described-entry.ts'
import { withoutCommands } from './visible.ts'

/** Shows entries as they come; what it returns is inert on a terminal and in a step log. */
export interface TerminalView {
  show(entry: DescribedEntry): string
  /** A line of the player itself, such as a wait that was cut. */
  remark(text: string): string
  /** Ends a text that is still open. */
  end(): string
}

const gutter = '          │ '
const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 }
type Style = keyof typeof codes

const toneStyles: Record<Tone, Style> = { plain: 'bold', good: 'green', warn: 'yellow', bad: 'red' }
const symbols: Record<DescribedEntry['kind'], string> = {
  session: '◆',
  prompt: '▶',
  response: '●',
  thinking: '…',
  'tool-call': '⚙',
  'tool-result': '↳',
  'file-write': '✎',
  'command-output': '↳',
  push: '⇡',
  github: '⇄',
  egress: '⇄',
  process: '⚙',
  finding: '⚑',
  verdict: '⚖',
  approval: '☝',
  limit: '!',
  usage: '·',
  note: '·',
  gap: '!',
  seal: '■',
  unknown: '?',
  unreadable: '!',
}

/**
 * What a piece may end with that is decided by the next one: the start of a workflow command, or a
 * newline after which nothing comes.
 */
const undecided = /(?:\n|#+(?:v|vs|vso)?)$/

/** @param color whether to use ANSI colours; the text is the same without */
export function createTerminalView({ color }: { color: boolean }): TerminalView {
  const paint = (text: string, ...styles: Style[]): string =>
    color && text !== ''
      ? `\u001b[${styles.map((style) => codes[style]).join(';')}m${text}\u001b[0m`
      : text
  /** Which text the last line belongs to, so that the next piece goes on where it stopped. */
  let open: string | undefined
  let held = ''

  const end = (): string => {
    if (open === undefined) return ''
    const rest = held === '\n' ? held : `${held}\n`
    open = undefined
    held = ''
    return rest
  }
  const piece = (text: string): string => {
    const whole = held + text
    held = undecided.exec(whole)?.[0] ?? ''
    const ready = whole.slice(0, whole.length - held.length)
    return withoutCommands(ready).replaceAll('\n', `\n${paint(gutter, 'dim')}`)
  }
  const bodyLines = (body: DescribedText): string => {
    const lines = withoutCommands(body.text.replace(/\n$/, '')).split('\n')
    const painted = body.style === 'diff' ? lines.map((line) => paintDiff(line)) : lines
    return lines.length === 1 && lines[0] === '' ? '' : painted.map(inGutter).join('')
  }
  const paintDiff = (line: string): string => {
    if (line.startsWith('+')) return paint(line, 'green')
    if (line.startsWith('-')) return paint(line, 'red')
    return line.startsWith('@@') ? paint(line, 'cyan') : line
  }
  const inGutter = (line: string): string => `${paint(gutter, 'dim')}${line}\n`
  const heading = ({ t, kind, tone, title }: DescribedEntry): string => {
    const time = paint(clockTime(t).padStart(9), 'dim')
    return `${time} ${symbols[kind]} ${paint(withoutCommands(title), toneStyles[tone])}\n`
  }
  const factLines = (entry: DescribedEntry): string =>
    (entry.facts ?? [])
      .filter(([, value]) => !entry.title.includes(value) || value.length < 3)
      .map(([name, value]) => {
        const said = withoutCommands(value).replaceAll('\n', `\n${gutter}${' '.repeat(18)}`)
        return inGutter(`${paint(name.padEnd(17), 'dim')} ${said}`)
      })
      .join('')
  const treeLines = (tree: readonly TreeRule[]): string =>
    tree
      .filter((rule) => rule.matched)
      .flatMap((rule) => [
        `rule "${rule.rule}" (${rule.source}): ${rule.then}`,
        ...rule.conditions.map(
          ({ key, expected, actual, outcome }) =>
            `  ${outcome.padEnd(7)} ${key}: ${actual}  (${expected})`,
        ),
      ])
      .map((line) => inGutter(paint(withoutCommands(line), 'dim')))
      .join('')
  const cutLine = (body: DescribedText): string => {
    const where = body.blob === undefined ? 'in the recording' : `in blobs/${body.blob}`
    return body.cut ? inGutter(paint(`… the rest of ${body.bytes} bytes is ${where}`, 'dim')) : ''
  }

  const textOf = (entry: DescribedEntry): string => {
    const name = `${entry.kind} ${entry.run ?? ''} ${entry.call ?? ''} ${entry.title}`
    const { body } = entry
    if (body === undefined || body.text === '' || !flowing.has(entry.kind)) return ''
    const start = open === name ? '' : `${end()}${heading(entry)}${paint(gutter, 'dim')}`
    open = name
    return start + piece(body.text) + (body.cut ? end() + cutLine(body) : '')
  }
  const blockOf = (entry: DescribedEntry): string => {
    const { body, tree } = entry
    const text = body === undefined ? '' : bodyLines(body) + cutLine(body)
    return end() + heading(entry) + factLines(entry) + treeLines(tree ?? []) + text
  }
  return {
    show(entry) {
      const { damage } = entry
      const warning =
        damage === undefined
          ? ''
          : `${end()}${paint(`── BROKEN: ${withoutCommands(damage)}; nothing from here on is proven ──`, 'red')}\n`
      return warning + (textOf(entry) || blockOf(entry))
    },
    remark: (text) => `${end()}${paint(`${' '.repeat(10)}${text}`, 'dim')}\n`,
    end,
  }
}

/** Texts that arrive in pieces and read as one. */
const flowing = new Set<DescribedEntry['kind']>(['response', 'thinking', 'command-output'])

/** `1:02.3`, or `1:00:02` from an hour on; from milliseconds. */
export function clockTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 60) return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
  return `${minutes}:${two(seconds % 60)}.${Math.floor((ms % 1_000) / 100)}`
}
