import type { Totals } from '../entry.ts'
import type { DescribedEntry, Tag } from '../timeline/described-entry.ts'

// What stands in the page as JSON, read by `src/browser/replay-page`: types alone, and no Node.
export type { TreeRule } from '../result-tree.ts'
export type { DescribedText, Tag } from '../timeline/described-entry.ts'

/** One item of the timeline; what says nothing is left out, which is most of 100,000 items. */
export type PageItem = Omit<DescribedEntry, 'proven'> & {
  /** When its last part happened, in milliseconds since the session began; absent: at `t`. */
  until?: number
  parts?: readonly PagePart[]
  partsLeftOut?: number
  proven?: false
}

/** What belongs to an item: its verdict, output, result, … */
export type PagePart = Omit<DescribedEntry, 'proven' | 'run' | 'call' | 'tags'> & { proven?: false }

/** What the page says of the session as a whole. */
export interface PageMeta {
  state: 'sealed' | 'unsealed' | 'broken'
  stateSentence: string
  proof: string
  coverage: 'complete' | 'partial'
  coverageSentence: string
  signed: boolean
  /** Fingerprint of the key that signed. */
  signer?: string
  lines: number
  head: string
  totals: Totals
  tags: readonly Tag[]
  /** Items that were refused, and that waited for a person; also those that are not in the page. */
  denied: number
  held: number
  items: number
  /** Items that did not fit into the page, and how many of them were refused or damaged. */
  leftOut: number
  refusedLeftOut: number
  exitCode?: number
  session?: string
  startedAt?: string
  guard?: string
  mode?: string
  level?: string
  identity?: Readonly<Record<string, string>>
  policy?: Readonly<Record<string, string>>
  command?: string
}
