import type { Word, WordPart } from 'unbash'
import { anyOne, anyRun, type Token } from '../judge/glob.ts'

/** Any characters but a slash: what a file name wildcard can stand for. */
const segmentRun = Symbol('[^/]*')
type ShapeToken = string | typeof anyRun | typeof segmentRun

/** One argument of a command as far as it can be read without running anything. */
export interface ShellWord {
  /** The argument, when no part of it depends on anything. */
  text?: string
  /** One character each, or the gaps nobody can read; absent when `text` is there. */
  shape?: readonly ShapeToken[]
  /** May be no word or several: an unquoted variable, a file name wildcard. */
  many: boolean
  /** The text a shell would read, were the word a script: gaps stay as they were written. */
  script: string
  /** A file that another command writes while this one reads it. */
  fromProcess: boolean
}

/** Longest word whose gaps are looked at one by one; a longer one is a single gap. */
const maxShapeLength = 4096

const knownWord = (text: string): ShellWord => ({
  text,
  many: false,
  script: text,
  fromProcess: false,
})

/** Any number of words nobody can read. */
export const unknownWords: ShellWord = {
  shape: [anyRun],
  many: true,
  script: '"$@"',
  fromProcess: false,
}

/** Reads one word of the parser: quotes removed, expansions and wildcards as gaps. */
export function readShellWord(word: Word, prefix = ''): ShellWord {
  const { parts } = word
  if (parts === undefined) return knownWord(prefix + word.value)
  const gaps: Gaps = { shape: prefix.split(''), many: false, script: prefix, fromProcess: false }
  const isAlone = parts.length === 1 && prefix === ''
  for (const part of parts) addPart(gaps, part, isAlone)
  const { shape, many, script, fromProcess } = gaps
  if (shape.every((token) => typeof token === 'string'))
    return { ...knownWord(shape.join('')), script }
  return { shape: shape.length > maxShapeLength ? [anyRun] : shape, many, script, fromProcess }
}

interface Gaps {
  shape: ShapeToken[]
  many: boolean
  script: string
  fromProcess: boolean
}

function addPart(gaps: Gaps, part: WordPart, isAlone: boolean): void {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      for (const unit of part.value.split('')) gaps.shape.push(unit)
      gaps.script += part.value
      return
    case 'DoubleQuoted':
    case 'LocaleString':
      // Within quotes a variable stays one word, unless it is a list.
      for (const child of part.parts) addPart(gaps, child, isAlone && isList(child))
      return
    case 'Glob':
      gaps.shape.push(segmentRun)
      gaps.many = true
      break
    case 'ExtendedGlob':
    case 'BraceExpansion':
      gaps.shape.push(anyRun)
      gaps.many = true
      break
    default:
      gaps.shape.push(anyRun)
      gaps.many ||= isAlone && part.type !== 'ArithmeticExpansion'
      gaps.fromProcess ||= part.type === 'ProcessSubstitution'
  }
  gaps.script += part.text
}

const isList = (part: WordPart): boolean =>
  part.type === 'SimpleExpansion' ? /^\$[@*]$/.test(part.text) : /^\$\{.*[@*]/s.test(part.text)

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
      const isGap = given === anyRun || given === segmentRun
      const fits = wanted !== undefined && !(given === segmentRun && wanted === '/')
      if (wanted === anyRun) reached[(p + 1) * width + s] = 1
      if (isGap || (wanted === anyRun && given !== undefined)) reached[p * width + s + 1] = 1
      if (isGap && fits) reached[(p + 1) * width + s] = 1
      if (!isGap && given !== undefined && (wanted === anyOne || wanted === given)) {
        reached[(p + 1) * width + s + 1] = 1
      }
    }
  }
  return reached[reached.length - 1] === 1
}
