import type { Entry } from '../entry.ts'
import type { TreeRule } from '../result-tree.ts'

export type Tone = 'plain' | 'good' | 'warn' | 'bad'

/** What a reader can filter by. */
export const tags = [
  'prompt',
  'answer',
  'thinking',
  'tool',
  'push',
  'network',
  'finding',
  'denied',
  'held',
  'approval',
  'gap',
  'note',
] as const
export type Tag = (typeof tags)[number]

export interface DescribedText {
  text: string
  style: 'prose' | 'code' | 'diff' | 'output'
  /** Length of the whole text in bytes. */
  bytes: number
  /** Only the beginning is here; `blob` names where the rest is. */
  cut: boolean
  blob?: string
}

/** One entry in words for people. Every string in it is inert and visible throughout. */
export interface DescribedEntry {
  seq: number
  /** Milliseconds since the session began. */
  t: number
  kind: Entry['kind'] | 'unknown' | 'unreadable'
  tone: Tone
  title: string
  tags: readonly Tag[]
  body?: DescribedText
  facts?: readonly (readonly [name: string, value: string])[]
  tree?: readonly TreeRule[]
  run?: string
  call?: string
  /** The kind of entry a finding or verdict is about: `prompt`, `response`, … */
  about?: string
  /** False when the line is not covered by an intact chain. */
  proven: boolean
  /** Why the chain is broken from here on. */
  damage?: string
}

/** What the words for one entry say; the rest of a entry is the same for all. */
export type EntryWords = Pick<DescribedEntry, 'title'> &
  Partial<Pick<DescribedEntry, 'tone' | 'tags' | 'about' | 'body' | 'facts' | 'tree'>>
