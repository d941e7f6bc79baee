/** How much of one file is unpacked. */
export interface PackedLimits {
  /** Packed files, in all layers together. */
  files: number
  /** Bytes that they may be unpacked to, all together. */
  bytes: number
  /** Bytes that one may become for each of its own, once it has become `ratioFrom`. */
  ratio: number
  ratioFrom: number
  /** Archives in one another. */
  layers: number
}

export const packedLimits: PackedLimits = {
  files: 100_000,
  bytes: 2_147_483_648,
  ratio: 250,
  ratioFrom: 33_554_432,
  layers: 4,
}

/** A limit is reached; the message is the end of a sentence about what was left out. */
class LimitReached extends Error {}

/** Counts what is unpacked of one file. */
export interface PackedBudget {
  /** Why nothing more may be unpacked in this layer, the outermost being 0; counts it where it may. */
  enter(layer: number): string | undefined
  /** Counts bytes of one packed file; the function it gives throws at a limit. */
  meter(): (bytes: number, bytesRead: number) => void
  /** Why a packed file was not read to its end. */
  reasonOf(error: unknown): string
}

export function createPackedBudget(limits: PackedLimits = packedLimits): PackedBudget {
  let files = 0
  let bytes = 0
  const spent = `beyond ${limits.bytes} unpacked bytes`
  return {
    enter(layer) {
      if (layer >= limits.layers) return `packed more than ${limits.layers} times over`
      if (files >= limits.files) return `beyond ${limits.files} packed files`
      if (bytes > limits.bytes) return spent
      files += 1
      return undefined
    },
    meter() {
      let grown = 0
      return (more, bytesRead) => {
        grown += more
        bytes += more
        if (bytes > limits.bytes) throw new LimitReached(spent)
        if (grown > limits.ratioFrom && grown > limits.ratio * bytesRead) {
          throw new LimitReached(`becoming more than ${limits.ratio} times its size`)
        }
      }
    },
    reasonOf: (error) => (error instanceof LimitReached ? error.message : 'damaged or cut off'),
  }
}
