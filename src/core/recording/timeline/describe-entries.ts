import type { Verification } from '../chain.ts'
import type { Entry } from '../entry.ts'
import type { UnknownEntry } from '../entry-schema.ts'
import type { ReadLine, ReadText } from '../read.ts'
import { visible, visibleLine } from '../visible.ts'
import type { DescribedEntry, DescribedText, EntryWords } from './described-entry.ts'
import { describeEntry, type TextOf } from './entry-words.ts'

/** Puts what was read into words, entry by entry in order; returns what the reading proved. */
export async function* describeEntries(
  reading: AsyncGenerator<ReadLine, Verification>,
  keepCharacters: number,
): AsyncGenerator<DescribedEntry, Verification> {
  let t = 0
  let seq = -1
  for (;;) {
    const step = await reading.next()
    if (step.done === true) return step.value
    const { line, entry, texts, proven, damage } = step.value
    t = entry?.t ?? t
    seq = entry?.seq ?? seq + 1
    const said: EntryWords & { kind: DescribedEntry['kind'] } =
      entry === undefined
        ? { kind: 'unreadable', title: `Line ${line} cannot be read`, tone: 'bad', tags: ['gap'] }
        : { kind: entry.kind, ...describeEntry(entry, textsOf(texts, keepCharacters)) }
    yield {
      seq,
      t,
      tone: 'plain',
      tags: ['note'],
      ...said,
      ...placeOf(entry),
      proven,
      ...(damage === undefined ? {} : { damage: visible(damage) }),
    }
  }
}

function textsOf(texts: ReadLine['texts'], keepCharacters: number): TextOf {
  return (field, style) => {
    const text = texts[field]
    return text === undefined ? {} : { body: bodyOf(text, style, keepCharacters) }
  }
}

function bodyOf(
  read: ReadText,
  style: DescribedText['style'],
  keepCharacters: number,
): DescribedText {
  const cut = read.cut || read.text.length > keepCharacters
  return {
    text: visible(read.text.slice(0, keepCharacters)),
    style,
    bytes: read.bytes,
    cut,
    ...(read.blob === undefined ? {} : { blob: read.blob }),
  }
}

function placeOf(entry: Entry | UnknownEntry | undefined): Pick<DescribedEntry, 'run' | 'call'> {
  const { run, call } = (entry ?? {}) as { run?: unknown; call?: unknown }
  return {
    ...(typeof run === 'string' && run !== '' ? { run: visibleLine(run) } : {}),
    ...(typeof call === 'string' && call !== '' ? { call: visibleLine(call) } : {}),
  }
}
