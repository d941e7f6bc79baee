import type { Word, WordPart } from 'unbash'
import { anyOne, anyRun, type Token } from '../judge/glob.ts'
import { catText } from './here-text.ts'

/** Any characters but a slash: what a file name wildcard can stand for. */
const segmentRun = Symbol('[^/]*')
export type ShapeToken = string | typeof anyRun | typeof segmentRun

export const isGap = (token: ShapeToken | undefined): boolean =>
  token === anyRun || token === segmentRun

/** One argument of a command as far as it can be read without running anything. */
export interface ShellWord {
  /** The argument, when no part of it depends on anything. */
  text?: string
  /** One character each, or the gaps nobody can read; absent when `text` is there. */
  shape?: readonly ShapeToken[]
  /** May be no word or several, each of this shape: an unquoted variable, a file name wildcard. */
  many: boolean
  /**
   * What it may also be: an unquoted gap inside a word splits it (`a${IFS}b`). First the word that
   * ends in the gap, then any words, then the one that begins in it.
   */
  pieces?: readonly [ShellWord, ShellWord, ShellWord]
  /** As it was written, where that has a meaning of its own: `~`, `~/x`, `~/*`. */
  written?: readonly ShapeToken[]
  /** The text a shell would read, were the word a script: gaps stay as they were written. */
  script: string
  /** A file that another command writes while this one reads it. */
  fromProcess: boolean
}

/** Longest word whose gaps are looked at one by one; a longer one is a single gap. */
const maxShapeLength = 4096

/** A word without gaps. */
export const knownWord = (text: string): ShellWord => ({
  text,
  many: false,
  script: text,
  fromProcess: false,
})

/** A shape that every text fits. */
export const anyGap: readonly ShapeToken[] = [anyRun]

/** Any number of words nobody can read. */
export const unknownWords: ShellWord = {
  shape: anyGap,
  many: true,
  script: '"$@"',
  fromProcess: false,
}

/** One word nobody can read. */
export const unknownWord: ShellWord = { ...unknownWords, many: false }

/** Whether nobody can know it without running the text. */
export const isDynamic = ({ text }: ShellWord): boolean => text === undefined

/** Whether it may be several words. */
export const repeats = ({ many, pieces }: ShellWord): boolean => many || pieces !== undefined

/** Reads one word of the parser, as bash does: quotes removed, expansions and wildcards as gaps. */
export function readShellWord(word: Word, prefix = ''): ShellWord {
  if (word.parts === undefined && !word.text.includes('~')) return knownWord(prefix + word.value)
  const { text, value, pos, end } = word
  const parts = word.parts ?? [{ type: 'Literal', text, value, pos, end } as const]
  const gaps: Gaps = {
    shape: prefix.split(''),
    many: false,
    script: prefix,
    fromProcess: false,
    firstSplit: undefined,
    lastSplit: 0,
    isOnlyGaps: prefix === '',
  }
  for (const part of parts) addPart(gaps, part)
  const written = markTilde(gaps, prefix === '' ? parts[0] : undefined)
  if (gaps.shape.every((token) => typeof token === 'string'))
    return { ...knownWord(gaps.shape.join('')), script: gaps.script }
  const read = shapedWord(gaps)
  return written === undefined ? read : { ...read, written }
}

interface Gaps {
  shape: ShapeToken[]
  many: boolean
  script: string
  fromProcess: boolean
  /** Where the first and the last gap lie that may end a word. */
  firstSplit: number | undefined
  lastSplit: number
  /** No quotes and no text: with empty values there is no word. */
  isOnlyGaps: boolean
}

function shapedWord({ shape, many, script, fromProcess, ...splits }: Gaps): ShellWord {
  const { firstSplit, lastSplit, isOnlyGaps } = splits
  if (firstSplit === undefined)
    return { shape: shape.length > maxShapeLength ? [anyRun] : shape, many, script, fromProcess }
  if (many || isOnlyGaps || shape.length > maxShapeLength)
    return { ...unknownWords, script, fromProcess }
  const piece = (part: readonly ShapeToken[]): ShellWord => ({ ...unknownWord, shape: part })
  const pieces = [
    piece(shape.slice(0, firstSplit + 1)),
    unknownWords,
    piece(shape.slice(lastSplit)),
  ] as const
  return { shape, many, script, fromProcess, pieces }
}

function addPart(gaps: Gaps, part: WordPart): void {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      gaps.isOnlyGaps = false
      for (const unit of part.value.split('')) gaps.shape.push(unit)
      gaps.script += part.value
      return
    case 'DoubleQuoted':
    case 'LocaleString':
      // Within quotes a variable stays one word, unless it is a list.
      gaps.isOnlyGaps &&= part.parts.length > 0 && part.parts.every(isList)
      for (const child of part.parts) addQuoted(gaps, child)
      return
    case 'Glob':
      gaps.isOnlyGaps = false
      gaps.shape.push(segmentRun)
      gaps.many = true
      break
    case 'ExtendedGlob':
    case 'BraceExpansion':
      gaps.many = true
      addGap(gaps, part.parts?.some((inner) => inner.type !== 'Literal') ?? false)
      break
    default:
      addGap(gaps, part.type !== 'ProcessSubstitution')
      gaps.fromProcess ||= part.type === 'ProcessSubstitution'
  }
  gaps.script += part.text
}

function addQuoted(gaps: Gaps, part: WordPart): void {
  const text = catText(part)
  if (part.type === 'Literal') addPart(gaps, part)
  else if (text !== undefined) {
    gaps.isOnlyGaps = false
    gaps.shape.push(...text.split(''))
    gaps.script += text
  } else {
    addGap(gaps, isList(part))
    gaps.script += part.text
  }
}

/** The sum of an arithmetic expansion is split as well: `IFS` may be a digit. */
function addGap(gaps: Gaps, splits: boolean): void {
  if (splits) {
    gaps.firstSplit ??= gaps.shape.length
    gaps.lastSplit = gaps.shape.length
  }
  gaps.isOnlyGaps &&= splits
  gaps.shape.push(anyRun)
}

/** `$@`, arrays, names of variables (`${!x}` may be a list), and zsh's splitting flags. */
const isList = (part: WordPart): boolean =>
  part.type === 'SimpleExpansion'
    ? /^\$[@*]$/.test(part.text)
    : /^\$\{(?:[!=(]|.*[@*]|.*\[.*[$`])/s.test(part.text)

/**
 * An unquoted `~` is what `HOME`, `PWD` or `OLDPWD` say, also after the `=` or `:` of a word such as
 * `of=~/x`. Returns the word as written where it begins with one.
 */
function markTilde(
  gaps: Gaps,
  first: Pick<WordPart, 'type' | 'text'> | undefined,
): readonly ShapeToken[] | undefined {
  if (first?.type !== 'Literal') return undefined
  const at = /^(?:[A-Za-z_]\w*=(?:[^\\]*?:)?)?~/.exec(first.text)?.[0].length
  if (at === undefined) return undefined
  const slash = first.text.includes(':~', at) ? -1 : gaps.shape.indexOf('/', at)
  const end = slash === -1 ? gaps.shape.length : slash
  const written = [...gaps.shape]
  gaps.shape.splice(at - 1, end - at + 1, anyRun)
  if (gaps.firstSplit !== undefined) {
    gaps.firstSplit = Math.max(at - 1, gaps.firstSplit - (end - at))
    gaps.lastSplit = Math.max(at - 1, gaps.lastSplit - (end - at))
  }
  return written.length > maxShapeLength ? undefined : written
}

/** Whether a word with gaps could be short options in one: `-"$X"`, `"$X"`, not `"$DIR/build"`. */
export const couldBeOptions = ({ shape = [] }: Pick<ShellWord, 'shape'>): boolean =>
  (shape[0] === '-' || shape[0] === '+' || isGap(shape[0])) &&
  shape.slice(1).every((token) => isGap(token) || /^[0-9A-Za-z]$/.test(String(token)))

/** The name of a program without the folder it is in. A gap may hold a folder as well. */
export function withoutDirectory(word: ShellWord): ShellWord {
  if (word.text !== undefined) return knownWord(word.text.slice(word.text.lastIndexOf('/') + 1))
  const shape = word.shape ?? []
  const start = Math.max(shape.lastIndexOf('/') + 1, shape.lastIndexOf(anyRun))
  const base = shape.slice(start)
  const isKnown = base.length > 0 && base.every((token) => typeof token === 'string')
  return isKnown ? knownWord(base.join('')) : { ...word, shape: base }
}

/** Whether some text fits both the pattern and the shape. Time: product of the two lengths. */
export function canMatch(pattern: readonly Token[], shape: readonly ShapeToken[]): boolean {
  const width = shape.length + 1
  const reached = new Uint8Array((pattern.length + 1) * width)
  reached[0] = 1
  for (let p = 0; p <= pattern.length; p++) {
    for (let s = 0; s < width; s++) {
      if (reached[p * width + s] !== 1) continue
      const wanted = pattern[p]
      const given = shape[s]
      const gap = isGap(given)
      const fits = wanted !== undefined && !(given === segmentRun && wanted === '/')
      if (wanted === anyRun) reached[(p + 1) * width + s] = 1
      if (gap || (wanted === anyRun && given !== undefined)) reached[p * width + s + 1] = 1
      if (gap && fits) reached[(p + 1) * width + s] = 1
      if (!gap && given !== undefined && (wanted === anyOne || wanted === given)) {
        reached[(p + 1) * width + s + 1] = 1
      }
    }
  }
  return reached[reached.length - 1] === 1
}
