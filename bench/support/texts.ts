import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const read = (name: string) => readFileSync(join(import.meta.dirname, 'texts', name), 'utf8')
const texts = { prose: read('prose.txt'), code: read('code.txt') }

/** Words of the prose, each with the blank before it, as most tokens of an answer are. */
const words = texts.prose
  .split(/\s+/)
  .filter((one) => one !== '')
  .map((one) => ` ${one}`)

/** The word of an `echo` run with this number; they come round again. */
export function word(index: number): string {
  return words[index % words.length] as string
}

/**
 * The first pieces of a text, cut as a model's tokens are: a word of up to six letters with the
 * blank before it, longer words in several pieces, up to three digits, runs of signs, indentation.
 * The text comes round again until there are `count`.
 */
export function piecesOf(name: keyof typeof texts, count: number): string[] {
  const pieces = texts[name].match(/ ?\p{L}{1,6}|\d{1,3}| ?[^\s\p{L}\d]{1,3}|\s+/gu) ?? []
  return Array.from({ length: count }, (_, index) => pieces[index % pieces.length] as string)
}

/** Prose and code in turn, `bytes` long. */
export function bulkText(bytes: number): string {
  const both = `${texts.prose}\n${texts.code}\n`
  return both.repeat(Math.ceil(bytes / both.length)).slice(0, bytes)
}
