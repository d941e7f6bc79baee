import { Buffer } from 'node:buffer'
import { createPackedBudget } from '../../core/secrets/packed/packed-budget.ts'
import {
  createPackedReader,
  holdsPackedFile,
  magicBytes,
  type PackedReader,
  type PackedSink,
} from '../../core/secrets/packed/packed-reader.ts'

/** A search of one packed file. */
interface PackedScan<Hit> {
  push(bytes: Buffer): void
  end(): Hit[]
}

export interface PackedScans<Hit> {
  /** Takes a file as it passes by; `found` gets what its packed files held, with their names. */
  of(found: (hits: (Hit & { inside: readonly string[] })[]) => void): PackedSink
  /** Searches what has been taken so far; until then it is kept. */
  settle(): Promise<void>
}

type Layered = PackedSink & { layer: number }

/**
 * Searches what is packed in the files of a push, behind the search of the files themselves. Files in
 * which nothing is packed cost a look for two magic numbers.
 *
 * @param start begins a search; of each layer of archives at most one is under way
 */
export function createPackedScans<Hit>(
  start: (layer: number) => PackedScan<Hit>,
): PackedScans<Hit> {
  const waiting: (() => Promise<void>)[] = []

  return {
    of(found) {
      const hits: (Hit & { inside: readonly string[] })[] = []
      let reader: PackedReader | undefined
      let before: Buffer = Buffer.alloc(0)
      const open = (inside: readonly string[], around: Layered | undefined): Layered => {
        const layer = around === undefined ? 0 : around.layer + 1
        const scan = start(layer)
        return {
          layer,
          push: (bytes) => scan.push(bytes),
          end: () => void hits.push(...scan.end().map((hit) => ({ ...hit, inside }))),
        }
      }
      const read = (into: PackedReader, bytes: Buffer) => waiting.push(() => into.push(bytes))
      return {
        push(bytes) {
          if (reader !== undefined) read(reader, bytes)
          else if (holdsPackedFile(bytes) || holdsPackedFile(joint(before, bytes))) {
            const budget = createPackedBudget()
            reader = createPackedReader<Layered>({ budget, open, leaveOut: () => {} })
            read(reader, Buffer.concat([before, bytes]))
          } else before = Buffer.from(bytes.subarray(-(magicBytes - 1)))
        },
        end() {
          const opened = reader
          if (opened === undefined) return
          waiting.push(async () => {
            await opened.end()
            found(hits)
          })
        },
      }
    },
    async settle() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next()
    },
  }
}

const joint = (before: Buffer, bytes: Buffer): Buffer =>
  Buffer.concat([before, bytes.subarray(0, magicBytes - 1)])
